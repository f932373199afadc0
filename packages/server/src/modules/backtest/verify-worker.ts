/** Makes a stored run again, in its worker thread; whoever keeps the run compares the two. */
import type { JobRun } from '../../platform/jobs/job.ts';
import { prepare } from './prepare-worker.ts';
import type { RepeatInput, RunOutput } from './run.ts';
import { carryOut } from './worker.ts';

export const run: JobRun<RepeatInput, RunOutput> = ({ runId, settings, until }, { dataDir }) =>
  carryOut(runId, settings, prepare(dataDir, settings, until));
