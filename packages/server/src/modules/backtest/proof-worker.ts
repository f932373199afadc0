/** Proves a stored run free of look-ahead, in its worker thread: the same request on histories that end earlier. */
import { type LookAheadCertificate, proveNoLookAhead } from '@tradewind/engine/backtest/look-ahead.ts';
import { isTooLittleHistory } from '@tradewind/engine/backtest/run.ts';
import type { JobRun } from '../../platform/jobs/job.ts';
import { prepare, refuseTooLittle, strategyOf } from './prepare-worker.ts';
import type { RepeatInput } from './run.ts';

export const run: JobRun<RepeatInput, LookAheadCertificate> = ({ settings, until }, { dataDir }) => {
  const { request } = prepare(dataDir, settings, until);
  const { parameters, protection } = settings;
  const strategy = strategyOf(settings.strategyId);
  const certificate = proveNoLookAhead(
    // What a run is measured by decides nothing in it.
    (history) => ({ ...request, benchmark: undefined, history, strategy, parameters, protection }),
    request.history,
  );
  if (isTooLittleHistory(certificate)) throw refuseTooLittle(certificate, settings);
  return certificate;
};
