/**
 * SMA 10/20 crossover on GOOG, always in the market, all equity in whole shares: the two published backtesting.py results.
 * They differ in what a trade costs, and that is all that differs here.
 *
 *   README of backtesting.py   0.2 % once, by worsening the entry price    → spread of 20 bps
 *   release 0.6.6              0.2 % of the traded value on both sides     → fee of 20 bps
 *
 * Run it:  node run.cjs --script examples/published/goog-sma-cross.ts <GOOG daily csv>
 */
import {
  type BacktestResult,
  defaultFillRules,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import { type Costs, noCosts } from '@tradewind/engine/matching/costs.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import { smaCross } from '@tradewind/engine/strategies/general/sma-cross.ts';
import { barsOf } from './bars.ts';

export const readmeCosts: Costs = { ...noCosts, spreadBps: 20 };
export const release066Costs: Costs = { ...noCosts, feeBps: 20 };

export function googSmaCross(bars: BarColumns, costs: Costs): BacktestResult {
  const result = runBacktest({
    strategy: smaCross,
    parameters: { fast: 10, slow: 20, direction: 'long_short' },
    instruments: [instrument({ symbol: 'GOOG' })],
    history: [bars],
    capital: 10_000,
    costs,
    fill: { ...defaultFillRules, sizing: 'fill', lots: 'whole' },
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}

if (import.meta.main) {
  const bars = await barsOf(process.argv[2], 'GOOG');
  for (const costs of [readmeCosts, release066Costs]) {
    const { curve, metrics } = googSmaCross(bars, costs);
    console.log('final equity', curve.equity[curve.length - 1], metrics.values);
  }
}
