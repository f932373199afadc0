/**
 * Williams %R: the fast stochastic counted from above: 0 at the highest high of the window, −100 at the lowest low.
 *
 *   r = −100 · (highest high − close) / (highest high − lowest low)
 *
 * −100 to 0; NaN where high and low of the window are one. First value at bar period − 1. Source: L. Williams, How I Made
 * One Million Dollars (1973); TA-Lib `WILLR`. Reference: talib_regtest_vectors.csv willr_14, tulip_atoz.json willr.
 */
import type { BarSeries, Column } from './column-graph.ts';
import { highest, lowest } from './highest-lowest.ts';
import { rangePosition } from './range-position.ts';

/** `period` in bars, ≥ 1. */
export function williamsR({ high, low, close }: Pick<BarSeries, 'high' | 'low' | 'close'>, period: number): Column {
  return rangePosition(close, highest(high, period), lowest(low, period), -100);
}
