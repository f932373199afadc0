/** A backtest from the order to its result: asked for as a job, waited for, read. */
import { setTimeout as delay } from 'node:timers/promises';
import type { CallInput, ClientAnswer } from '@tradewind/contract/client.ts';
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { listBacktestTrades, readBacktestResults, runBacktest } from '@tradewind/contract/doors/backtest.ts';
import { cancelJob, readJob } from '@tradewind/contract/doors/jobs.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { ExitCode, exitCodes } from '../refusal.ts';
import type { Progress } from '../terminal/progress.ts';
import type { Desk } from './desk.ts';

export type BacktestResult = DoorAnswer<typeof readBacktestResults>;
export type BacktestTrade = DoorAnswer<typeof listBacktestTrades>['trades'][number];

const askAgainMs = 200;

export async function awaitBacktest(
  desk: Desk,
  body: CallInput<typeof runBacktest>['body'],
  progress: Progress,
): Promise<ClientAnswer<BacktestResult>> {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  process.once('SIGINT', interrupt);
  try {
    const accepted = await desk.call(runBacktest, { body });
    const { job_id: jobId, run_id: runId, result } = accepted.data;
    if (result) return { ...accepted, data: result };
    await untilEnded(desk, jobId, progress, interruption.signal);
    return await desk.call(readBacktestResults, { query: { run_id: runId } });
  } finally {
    process.off('SIGINT', interrupt);
    progress.end();
  }
}

/** Ctrl-C cancels the job too: nobody waits for it any more. */
async function untilEnded(desk: Desk, jobId: string, progress: Progress, interruption: AbortSignal): Promise<void> {
  for (;;) {
    if (interruption.aborted) {
      await desk.call(cancelJob, { params: { job_id: jobId } });
      throw new ExitCode(exitCodes.interrupted);
    }
    const { data: job } = await desk.call(readJob, { params: { job_id: jobId } });
    if (job.progress) progress.show(job.progress.done, job.progress.total, job.progress.note ?? '');
    if (job.status === 'complete') return;
    if (job.status === 'cancelled') throw new AppError('conflict', `The backtest was cancelled (job ${jobId})`);
    if (job.status === 'failed') {
      const { code = 'internal', detail = 'The backtest failed', errors } = job.error ?? {};
      throw new AppError(code, { detail, errors });
    }
    await delay(askAgainMs, undefined, { signal: interruption }).catch(() => undefined);
  }
}

export interface TradesAtEnds {
  readonly first: readonly BacktestTrade[];
  readonly last: readonly BacktestTrade[];
  readonly total: number;
}

const atEachEnd = 3;

/** The first and the last few: enough to see whether a strategy does what it should. */
export async function readTradesAtEnds(desk: Desk, runId: string): Promise<TradesAtEnds> {
  const page = async (offset: number) => {
    const query = { limit: atEachEnd, offset };
    return (await desk.call(listBacktestTrades, { params: { run_id: runId }, query })).data;
  };
  const { trades: first, total } = await page(0);
  const last = total > atEachEnd ? (await page(Math.max(atEachEnd, total - atEachEnd))).trades : [];
  return { first, last, total };
}
