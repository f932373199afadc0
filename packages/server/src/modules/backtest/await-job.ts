/** Asks for a job and waits for it a little: work that ends within two seconds is answered with its result. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { Job, JobKind } from '../../platform/jobs/job.ts';
import type { Jobs, Submission } from '../../platform/jobs/jobs.ts';

const patienceMs = 2_000;

/** `underWay`: a job that is at it already. A failed job throws its own refusal. */
export async function awaitJob<Input, Result>(
  jobs: Jobs,
  kind: JobKind<Input, Result>,
  input: Input,
  submission: Submission,
  underWay: Job | null = null,
): Promise<Job> {
  const { id } = underWay ?? (await jobs.submit(kind, input, submission));
  const job = await jobs.wait(id, patienceMs);
  if (job.status === 'failed' && job.error) {
    const { code, ...data } = job.error;
    throw new AppError(code, data);
  }
  return job;
}
