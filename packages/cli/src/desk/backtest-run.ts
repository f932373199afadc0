/** A backtest from the order to its result: asked for as a job, waited for, read. */
import type { CallInput, ClientAnswer } from '@tradewind/contract/client.ts';
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { listBacktestTrades, readBacktestResults, runBacktest } from '@tradewind/contract/doors/backtest.ts';
import type { Progress } from '../terminal/progress.ts';
import { whileWatched } from './await-job.ts';
import type { Desk } from './desk.ts';

export type BacktestResult = DoorAnswer<typeof readBacktestResults>;
export type BacktestTrade = DoorAnswer<typeof listBacktestTrades>['trades'][number];

export function awaitBacktest(
  desk: Desk,
  body: CallInput<typeof runBacktest>['body'],
  progress: Progress,
): Promise<ClientAnswer<BacktestResult>> {
  return whileWatched(desk, progress, async (untilEnded) => {
    const accepted = await desk.call(runBacktest, { body });
    const { job_id: jobId, run_id: runId, result } = accepted.data;
    if (result) return { ...accepted, data: result };
    await untilEnded(jobId);
    return desk.call(readBacktestResults, { query: { run_id: runId } });
  });
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
