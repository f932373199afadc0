/**
 * Z-score: how many standard deviations the value lies from the mean of its last `period` bars.
 *
 *   z[i] = (x[i] − mean) / sd      (population standard deviation of the same window)
 *
 * A pure number. NaN where the deviation is 0: a price that does not move is neither cheap nor dear. First value at bar
 * period − 1. Reference: from talib_regtest_vectors.csv (close − sma_20) / stddev_20.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';

export const zScoreKind: IndicatorKind<Record<string, never>> = {
  name: 'z-score',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([value, mean, deviation]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const sd = deviation.data[i & deviation.mask];
        const distance = value.data[i & value.mask] - mean.data[i & mean.mask];
        out.data[i & out.mask] = sd > 0 ? distance / sd : Number.NaN;
      }
    }),
};

/** `period` in bars, ≥ 2. */
export function zScore(input: Column, period: number): Column {
  return input.graph.derive(zScoreKind, [input, sma(input, period), standardDeviation(input, period)], {})[0];
}
