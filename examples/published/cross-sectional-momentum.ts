/**
 * Cross-sectional momentum on a panel: every 21 bars rank all instruments by their 126-bar return, hold the ten strongest
 * at 9.9 % of equity each and nothing else. Rebalanced at the close, sells before buys, 10 bps a side. A strategy with full
 * control of its orders on many instruments at once.
 *
 * Run it:  node run.cjs --script examples/published/cross-sectional-momentum.ts
 */
import {
  type BacktestRequest,
  type BacktestResult,
  defaultFillRules,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import { rateOfChange } from '@tradewind/engine/indicators/rate-of-change.ts';
import { noCosts } from '@tradewind/engine/matching/costs.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import { integer, number } from '@tradewind/engine/strategies/parameters.ts';
import { defineStrategy } from '@tradewind/engine/strategies/strategy.ts';
import { dailyPanel } from '../../bench/workloads.ts';

const count = (byDefault: number, description: string) =>
  integer({ default: byDefault, min: 1, max: 10_000, grid: [byDefault], description });

const tenStrongest = defineStrategy({
  id: 'ten-strongest',
  name: 'The ten strongest of the last half year',
  assetClasses: ['equity', 'etf', 'crypto', 'index'],
  instruments: [],
  idea: 'The strongest of the last half year stay ahead of the others for some months.',
  source: 'N. Jegadeesh and S. Titman, Journal of Finance 48 (1993)',
  maximumAgo: 0,
  parameters: {
    lookback: count(126, 'Bars of the return that ranks'),
    first: count(252, 'Bar of the first rebalancing, counted from 0'),
    every: count(21, 'Bars between rebalancings'),
    top: count(10, 'How many are held'),
    weight: number({ default: 0.099, min: 0, max: 1, grid: [0.099], description: 'Share of equity of each' }),
  },
  columns: ({ close }, { lookback }) => ({ strength: rateOfChange(close, lookback) }),
  onSlice: ({ index, slice, columns, portfolio, parameters, submit }) => {
    const { first, every, top, weight } = parameters;
    if (index < first || (index - first) % every !== 0) return;
    const { equity } = portfolio;
    const strengths = columns.map(({ strength }) => strength.now);
    const ranked = columns.map((_, slot) => slot).sort((a, b) => strengths[b] - strengths[a] || a - b);
    const wanted = new Float64Array(columns.length);
    for (const slot of ranked.slice(0, top)) wanted[slot] = weight * equity;

    // Below a billionth of the account a difference is rounding, not an order.
    const least = 1e-9 * equity;
    for (const side of [-1, 1] as const) {
      for (let slot = 0; slot < wanted.length; slot++) {
        const [held, close] = [portfolio.quantity(slot), slice.close[slot]];
        if (side * (wanted[slot] - held * close) <= least) continue;
        const quantity = side * (wanted[slot] / close - held);
        submit({ slot, side, type: 'market', quantity, intent: side > 0 ? 'entry' : 'exit' });
      }
    }
  },
});

export function momentumRequest(panel: readonly BarColumns[]): BacktestRequest {
  return {
    strategy: tenStrongest,
    parameters: { lookback: 126, first: 252, every: 21, top: 10, weight: 0.099 },
    instruments: panel.map((_, i) => instrument({ symbol: `S${String(i + 1).padStart(2, '0')}` })),
    history: panel,
    capital: 1e6,
    costs: { ...noCosts, feeBps: 10 },
    fill: { ...defaultFillRules, when: 'same_close' },
    periodsPerYear: 252,
  };
}

export function momentumOnPanel(panel: readonly BarColumns[]): BacktestResult {
  const result = runBacktest(momentumRequest(panel));
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}

if (import.meta.main) {
  const { orders, metrics } = momentumOnPanel(dailyPanel());
  const { totalReturn, maxDrawdown, sharpeRatio } = metrics.values;
  console.log({ totalReturn, maxDrawdown, sharpeRatio, orders });
}
