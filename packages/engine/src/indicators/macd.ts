/**
 * MACD, moving average convergence/divergence: the distance between a fast and a slow EMA (momentum of the trend), its own
 * average as signal line, and the distance between the two as histogram.
 *
 *   macd = ema(x, fast) − ema(x, slow),   signal = ema(macd, signal),   histogram = macd − signal
 *
 * In the units of its input. Alignment `talib`: the fast EMA takes its seed from the `fast` values that end where the slow
 * one begins; `independent` (TradingView, ta4j): each EMA starts as early as it can. With seed `first` there is nothing to
 * align. The shorter of the two periods is the fast one, whichever is named so (as TA-Lib). macd starts at bar slow − 1,
 * signal and histogram at slow + signal − 2; TA-Lib withholds macd until then too. Source: G. Appel (1979).
 * Reference: talib_regtest_vectors.csv macd, macd_signal, macd_hist; ta_macd.csv with seed `first`.
 */
import type { Column } from './column-graph.ts';
import { ema, type Seed } from './ema.ts';
import { weightedSum } from './weighted-sum.ts';

export interface MacdOptions {
  readonly fast?: number;
  readonly slow?: number;
  readonly signal?: number;
  readonly seed?: Seed;
  readonly alignment?: 'talib' | 'independent';
}

export type Macd = Readonly<Record<'macd' | 'signal' | 'histogram', Column>>;

/** Periods in bars, ≥ 1; 12, 26 and 9 by default. */
export function macd(input: Column, options: MacdOptions = {}): Macd {
  const { fast = 12, slow = 26, signal: signalPeriod = 9, seed = 'sma', alignment = 'talib' } = options;
  const shorter = Math.min(fast, slow);
  const longer = Math.max(fast, slow);
  const skip = seed === 'sma' && alignment === 'talib' ? longer - shorter : 0;
  const line = weightedSum([1, ema(input, shorter, { seed, skip })], [-1, ema(input, longer, { seed })]);
  const signal = ema(line, signalPeriod, { seed });
  return { macd: line, signal, histogram: weightedSum([1, line], [-1, signal]) };
}
