/**
 * Z-score: how many standard deviations the value lies from the mean of its last `period` bars.
 *
 *   z[i] = (x[i] − mean) / sd      (population standard deviation of the same window)
 *
 * NaN where the deviation is 0: a price that does not move is neither cheap nor dear.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';

class ZScore implements Indicator {
  readonly #inputs: readonly Series[];

  constructor(inputs: readonly Series[]) {
    this.#inputs = inputs;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const [value, mean, deviation] = this.#inputs;
    for (let i = from; i < to; i++) {
      const sd = deviation.data[i & deviation.mask];
      const distance = value.data[i & value.mask] - mean.data[i & mean.mask];
      out.data[i & out.mask] = sd > 0 ? distance / sd : Number.NaN;
    }
  }

  save(): number[] {
    return [];
  }

  load(): void {}
}

export const zScoreKind: IndicatorKind<Record<string, never>> = {
  name: 'z-score',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: (inputs) => new ZScore(inputs),
};

/** `period` in bars, ≥ 2. */
export function zScore(input: Column, period: number): Column {
  return input.graph.derive(zScoreKind, [input, sma(input, period), standardDeviation(input, period)], {})[0];
}
