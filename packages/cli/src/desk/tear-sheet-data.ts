/** Everything a tear sheet shows of a stored run. */
import { listBacktestTrades, readBacktestEquity } from '@tradewind/contract/doors/backtest.ts';
import type { Meta } from '@tradewind/contract/envelope.ts';
import type { TearSheet } from '../tear-sheet/tear-sheet.ts';
import type { Progress } from '../terminal/progress.ts';
import type { BacktestResult, BacktestTrade } from './backtest-run.ts';
import type { Desk } from './desk.ts';
import { awaitCertificate } from './proof.ts';

/** More than this nobody reads on a page; the rest is a question to `tradewind runs … --trades`. */
const mostTrades = 2_000;
/** Daily figures need every bar; of more than this, as of years of minutes, the page has the extremes of each stretch. */
const mostPoints = 250_000;
const pageSize = 500;

export async function readTearSheet(
  desk: Desk,
  result: BacktestResult,
  meta: Meta | null,
  progress: Progress,
): Promise<TearSheet> {
  const params = { run_id: result.run_id };
  const isLong = (result.equity_points ?? 0) > mostPoints;
  const { data: equity } = await desk.call(readBacktestEquity, {
    params,
    query: isLong ? { points: mostPoints } : {},
  });
  const trades: BacktestTrade[] = [];
  for (let total = 1; trades.length < Math.min(total, mostTrades); ) {
    const page = await desk.call(listBacktestTrades, { params, query: { limit: pageSize, offset: trades.length } });
    total = page.data.total;
    trades.push(...page.data.trades);
    if (page.data.trades.length === 0) break;
  }
  const { proof: certificate } = await awaitCertificate(desk, result.run_id, progress);
  return { result, meta, equity, trades, certificate };
}
