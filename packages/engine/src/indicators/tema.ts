/**
 * Triple exponential moving average: one step further than DEMA, less lag and more overshoot.
 *
 *   tema = 3·ema(x) − 3·ema(ema(x)) + ema(ema(ema(x)))
 *
 * In the units of its input. First value at bar 3·(period − 1). Source: P. Mulloy, Technical Analysis of Stocks &
 * Commodities 12 (1994). Reference: talib_regtest_vectors.csv tema_20, tulip_atoz.json tema.
 */
import type { Column } from './column-graph.ts';
import { ema, type Seed } from './ema.ts';
import { weightedSum } from './weighted-sum.ts';

/** `period` in bars, ≥ 1. */
export function tema(input: Column, period: number, options: { seed?: Seed } = {}): Column {
  const once = ema(input, period, options);
  const twice = ema(once, period, options);
  const thrice = ema(twice, period, options);
  return weightedSum([3, once], [-3, twice], [1, thrice]);
}
