/**
 * Stochastic: where the close stands between the lowest low and the highest high of the last bars. Near 100 the market
 * closes at its highs, near 0 at its lows; %D is the signal line of %K.
 *
 *   fast: k = 100 · (close − lowest low) / (highest high − lowest low),   d = sma(k, dPeriod)
 *   slow: k = sma(fast k, smoothing),                                    d = sma(slow k, dPeriod)
 *
 * 0 to 100; NaN where high and low of the window are one. %K starts at bar period − 1 (slow: + smoothing − 1), %D at
 * dPeriod − 1 later; TA-Lib withholds %K until then too. Source: G. Lane, Technical Analysis of Stocks & Commodities 2
 * (1984); TA-Lib `STOCHF`, `STOCH`.
 * Reference: talib_regtest_vectors.csv stochf_*, stoch_*; tulip_atoz.json stoch; ta_soo.csv.
 */
import type { BarSeries, Column } from './column-graph.ts';
import { highest, lowest } from './highest-lowest.ts';
import { rangePosition } from './range-position.ts';
import { sma } from './sma.ts';

export type Stochastic = Readonly<Record<'k' | 'd', Column>>;

export interface FastStochasticOptions {
  readonly period?: number;
  readonly dPeriod?: number;
}

export interface SlowStochasticOptions extends FastStochasticOptions {
  readonly smoothing?: number;
}

type HighLowClose = Pick<BarSeries, 'high' | 'low' | 'close'>;

/** 14 and 3 bars by default. */
export function fastStochastic({ high, low, close }: HighLowClose, options: FastStochasticOptions = {}): Stochastic {
  const { period = 14, dPeriod = 3 } = options;
  const k = rangePosition(close, highest(high, period), lowest(low, period), 0);
  return { k, d: sma(k, dPeriod) };
}

/** 14, 3 and 3 bars by default. */
export function slowStochastic(bars: HighLowClose, options: SlowStochasticOptions = {}): Stochastic {
  const { period = 14, smoothing = 3, dPeriod = 3 } = options;
  // The signal line of the fast one is what the slow one calls %K.
  const k = fastStochastic(bars, { period, dPeriod: smoothing }).d;
  return { k, d: sma(k, dPeriod) };
}
