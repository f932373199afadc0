/**
 * NautilusTrader's acceptance test: EMA(10) against EMA(20) of one-minute bid bars of GBP/USD, always in the market with
 * 1,000,000 units, bought on the ask and sold on the bid. Orders and positions are compared; the published balance also
 * holds overnight interest and the order in which that engine walks a bar.
 */
import {
  type BacktestResult,
  defaultFillRules,
  isTooLittleHistory,
  runBacktest,
} from '@tradewind/engine/backtest/run.ts';
import { ema } from '@tradewind/engine/indicators/ema.ts';
import { noCosts } from '@tradewind/engine/matching/costs.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { instrument } from '@tradewind/engine/model/instrument.ts';
import { defineStrategy } from '@tradewind/engine/strategies/strategy.ts';

const emaCross = defineStrategy({
  id: 'ema-cross-quotes',
  name: 'EMA cross, always in the market',
  assetClasses: ['fx'],
  instruments: ['GBPUSD'],
  idea: 'The side of the fast average relative to the slow one, long on a tie.',
  source: 'NautilusTrader, examples/strategies/ema_cross.py',
  maximumAgo: 0,
  parameters: {},
  columns: ({ open, high, low, close }) => {
    return { open, high, low, close, fast: ema(close, 10, { seed: 'first' }), slow: ema(close, 20, { seed: 'first' }) };
  },
  target: ({ open, high, low, close, fast, slow }, held) => {
    // A bar of one single price says nothing.
    const isStill = high.now === low.now && open.now === close.now;
    if (isStill || Number.isNaN(slow.now)) return held;
    return fast.now >= slow.now ? 1 : -1;
  },
});

/** Bars are those of the bid, with the quotes of both sides beside them. */
export function emaCrossOnQuotes(bars: BarColumns): BacktestResult {
  const result = runBacktest({
    strategy: emaCross,
    parameters: {},
    instruments: [instrument({ symbol: 'GBPUSD', assetClass: 'fx', tick: 0.00001, book: 'margined' })],
    history: [bars],
    capital: 1_000_000,
    costs: { ...noCosts, feeBps: 0.2 },
    fill: { ...defaultFillRules, when: 'same_close', atEnd: 'close' },
    sizer: () => 1_000_000,
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}
