/**
 * Double exponential moving average: an EMA with most of its lag taken out, for trends that must be seen early.
 *
 *   dema = 2·ema(x) − ema(ema(x))
 *
 * In the units of its input; it can overshoot price. First value at bar 2·(period − 1). Source: P. Mulloy, Technical
 * Analysis of Stocks & Commodities 12 (1994). Reference: talib_regtest_vectors.csv dema_20, tulip_atoz.json dema.
 */
import type { Column } from './column-graph.ts';
import { ema, type Seed } from './ema.ts';
import { weightedSum } from './weighted-sum.ts';

/** `period` in bars, ≥ 1. */
export function dema(input: Column, period: number, options: { seed?: Seed } = {}): Column {
  const once = ema(input, period, options);
  const twice = ema(once, period, options);
  return weightedSum([2, once], [-1, twice]);
}
