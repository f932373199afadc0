/**
 * Donchian channel: the highest high and the lowest low of the last `period` bars. Leaving it upward starts the turtles'
 * longs; compare with `ago(1)`, for the bar that breaks out moves the wall itself.
 *
 *   upper = highest(high, period),   lower = lowest(low, period),   middle = (upper + lower) / 2
 *
 * In price units. First value at bar period − 1. Source: R. Donchian (1960s); C. Faith, Way of the Turtle (2007).
 * Reference: through highest and lowest talib_regtest_vectors.csv max_30, min_30, midprice_14.
 */
import type { Band } from './band.ts';
import type { BarSeries } from './column-graph.ts';
import { highest, lowest } from './highest-lowest.ts';
import { weightedSum } from './weighted-sum.ts';

/** 20 bars by default. */
export function donchianChannel(
  { high, low }: Pick<BarSeries, 'high' | 'low'>,
  options: { period?: number } = {},
): Band {
  const { period = 20 } = options;
  const upper = highest(high, period);
  const lower = lowest(low, period);
  return { upper, middle: weightedSum([0.5, upper], [0.5, lower]), lower };
}
