/** Waits for a job that was accepted. Ctrl-C cancels it: nobody waits for it any more. */
import { setTimeout as delay } from 'node:timers/promises';
import { cancelJob, readJob } from '@tradewind/contract/doors/jobs.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { ExitCode, exitCodes } from '../refusal.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Desk } from './desk.ts';

const askAgainMs = 200;

/** `work` asks for the job and waits by the function it is given; the progress is gone when it is done. */
export async function whileWatched<Result>(
  desk: Desk,
  progress: Progress,
  work: (untilEnded: (jobId: string) => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt);
  try {
    return await work((jobId) => untilEnded(desk, jobId, progress, interruption.signal));
  } finally {
    process.off('SIGINT', interrupt);
    progress.end();
  }
}

async function untilEnded(desk: Desk, jobId: string, progress: Progress, interruption: AbortSignal): Promise<void> {
  for (;;) {
    if (interruption.aborted) {
      await desk.call(cancelJob, { params: { job_id: jobId } });
      throw new ExitCode(exitCodes.interrupted);
    }
    const { data: job } = await desk.call(readJob, { params: { job_id: jobId } });
    if (job.progress) progress.show(job.progress.done, job.progress.total, job.progress.note ?? '');
    if (job.status === 'complete') return;
    if (job.status === 'cancelled') throw new AppError('conflict', `The work was cancelled (job ${jobId})`);
    if (job.status === 'failed') {
      const { code = 'internal', detail = 'The work failed', errors } = job.error ?? {};
      throw new AppError(code, { detail, errors });
    }
    await delay(askAgainMs, undefined, { signal: interruption }).catch(() => undefined);
  }
}
