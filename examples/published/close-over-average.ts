/**
 * backtrader's test strategy: one contract long after the close has crossed above its SMA(15), flat after it has crossed
 * below; Euro Stoxx 50, 2006. Run as shares (no costs, bought outright) and as futures (multiplier 10, 2.00 a contract and
 * side, 1000 of margin a contract).
 *
 * Run it:  node run.cjs --script examples/published/close-over-average.ts <Euro Stoxx 50 daily csv>
 */
import {
  type BacktestResult,
  defaultFillRules,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import { sma } from '@tradewind/engine/indicators/sma.ts';
import { type Costs, noCosts } from '@tradewind/engine/matching/costs.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { type Instrument, instrument } from '@tradewind/engine/model/instrument.ts';
import { initialMargin } from '@tradewind/engine/portfolio/margin.ts';
import { defineStrategy } from '@tradewind/engine/strategies/strategy.ts';
import { barsOf } from './bars.ts';

/** How many bars in a row may lie exactly on the average. */
const longestTie = 10;

const closeOverAverage = defineStrategy({
  id: 'close-over-average',
  name: 'Close over its average',
  assetClasses: ['equity', 'index', 'future'],
  instruments: ['SX5E'],
  idea: 'Long while the close is above its average, from the day it crosses.',
  source: 'backtrader, tests/test_strategy_unoptimized.py',
  maximumAgo: longestTie,
  parameters: {},
  columns: ({ close }) => ({ close, average: sma(close, 15) }),
  target: ({ close, average }, held) => {
    const side = Math.sign(close.now - average.now);
    if (!(side !== 0)) return held;
    // A cross leaves the side of the latest close that did not lie on the average.
    for (let k = 1; k <= longestTie; k++) {
      const before = Math.sign(close.ago(k) - average.ago(k));
      if (before === -side) return side > 0 ? 1 : 0;
      if (before !== 0) return held;
    }
    return held;
  },
});

export interface Account {
  readonly instrument: Instrument;
  readonly costs: Costs;
}

export const shares: Account = { instrument: instrument({ symbol: 'SX5E', currency: 'EUR' }), costs: noCosts };

export const futures: Account = {
  instrument: instrument({
    symbol: 'SX5E',
    currency: 'EUR',
    assetClass: 'future',
    multiplier: 10,
    margin: { per: 'unit', initial: 1000, maintenance: 1000 },
  }),
  costs: { ...noCosts, feePerUnit: 2 },
};

export function closeOverAverageOn(bars: BarColumns, account: Account): BacktestResult {
  const result = runBacktest({
    strategy: closeOverAverage,
    parameters: {},
    instruments: [account.instrument],
    history: [bars],
    capital: 10_000,
    costs: account.costs,
    fill: { ...defaultFillRules, allowShort: false },
    sizer: () => 1,
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}

/** Cash that is not bound: without what was paid for positions bought outright, and without the margin of futures. */
export function freeCash({ curve, openPositions }: BacktestResult, { instrument: traded }: Account): number {
  const last = curve.length - 1;
  if (traded.book === 'cash') return curve.equity[last] - curve.exposure[last];
  const bound = openPositions.map(({ quantity, averagePrice }) => initialMargin(traded, quantity, averagePrice, 1));
  return bound.reduce((free, margin) => free - margin, curve.equity[last]);
}

if (import.meta.main) {
  const bars = await barsOf(process.argv[2], 'SX5E');
  for (const account of [shares, futures]) {
    const result = closeOverAverageOn(bars, account);
    console.log('equity', result.curve.equity.at(-1), 'free cash', freeCash(result, account));
  }
}
