/**
 * backtesting.py's unit cases for spread and commission: buy with everything on the second bar, close on the third.
 * Shows an `onSlice` strategy, a fee given as a function, and a sizer of one's own.
 *
 * Run it:  node run.cjs --script examples/published/spread-and-commission.ts <GOOG daily csv>
 */
import { defaultFillRules, isTooLittleHistory, runBacktest } from '@tradewind/engine/backtest/run.ts';
import { type Costs, CustomFee, noCosts } from '@tradewind/engine/matching/costs.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import type { FeeModel } from '@tradewind/engine/model/cost.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import type { Sizer } from '@tradewind/engine/sizing/sizer.ts';
import { defineStrategy } from '@tradewind/engine/strategies/strategy.ts';
import { barsOf } from './bars.ts';

const inAndOut = defineStrategy({
  id: 'in-and-out',
  name: 'In and out',
  assetClasses: ['equity'],
  instruments: ['GOOG'],
  idea: 'One round trip with all equity, to see what it costs.',
  source: 'backtesting.py, test_spread_commission',
  maximumAgo: 0,
  parameters: {},
  columns: () => ({}),
  onSlice: ({ index, portfolio, submit }) => {
    if (index === 1) submit({ slot: 0, side: 1, type: 'market', quantity: null, exposure: 1, intent: 'entry' });
    if (index === 2) {
      submit({ slot: 0, side: -1, type: 'market', quantity: portfolio.quantity(0), intent: 'exit' });
    }
  },
});

/** Their rule: as if each share paid the fee of an order of one share, the fixed part included. */
const feePerShareSizer: Sizer = ({ exposure, equity, price, fees }) =>
  Math.floor((exposure * equity) / (price + fees.fee(1, price, 1, 'entry')));

interface Case {
  readonly costs: Costs;
  readonly fees?: FeeModel;
}

/** In the order of the published cases. */
export const cases: readonly Case[] = [
  { costs: { ...noCosts, spreadBps: 100, feeBps: 100 } },
  { costs: { ...noCosts, feePerOrder: 100, feeBps: 100 } },
  { costs: noCosts, fees: new CustomFee((quantity, price) => quantity * price * 0.01) },
];

/** Equity after each bar. */
export function equityOf(bars: BarColumns, { costs, fees }: Case): Float64Array {
  const result = runBacktest({
    strategy: inAndOut,
    parameters: {},
    instruments: [instrument({ symbol: 'GOOG' })],
    history: [bars],
    capital: 10_000,
    costs,
    fees,
    sizer: feePerShareSizer,
    fill: { ...defaultFillRules, sizing: 'fill', lots: 'whole' },
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result.curve.equity;
}

if (import.meta.main) {
  const bars = await barsOf(process.argv[2], 'GOOG', 20);
  for (const one of cases) console.log(equityOf(bars, one).subarray(2, 4));
}
