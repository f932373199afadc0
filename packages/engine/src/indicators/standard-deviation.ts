/**
 * Standard deviation of the last `period` bars: how far price strays from its own mean.
 *
 *   sd[i] = sqrt( Σ (x[k] − mean)² / period ),  k = i − period + 1 … i      (population, as TA-Lib STDDEV and BBANDS)
 *
 * First value at bar period − 1 after the first defined input. Reference: reference/talib_regtest_vectors.csv.
 *
 * The sum of squared deviations slides by a stable update (no difference of large squares). It is rebuilt from its window
 * at fixed indices, and whenever it has shrunk so far that old rounding would show; both depend on the past only, so a
 * batch and bar by bar agree bit for bit (decision 9).
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';

interface Options {
  readonly period: number;
}

const resyncEvery = 512;
const shrinkage = 1e-4;

class StandardDeviation implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  #mean = 0;
  #squares = 0;
  /** Largest sum of squares since it was last rebuilt: what its rounding error is relative to. */
  #peak = 0;
  #count = 0;

  constructor(input: Series, period: number) {
    this.#input = input;
    this.#period = period;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    for (let i = from; i < to; i++) {
      const entering = data[i & mask];
      let value = Number.NaN;
      if (Number.isNaN(entering)) {
        this.#count = 0;
      } else if (this.#count < period) {
        this.#count++;
        if (this.#count === period) value = this.#rebuild(i);
      } else {
        const leaving = data[(i - period) & mask];
        const mean = this.#mean + (entering - leaving) / period;
        this.#squares += (entering - leaving) * (entering - mean + (leaving - this.#mean));
        this.#mean = mean;
        if (this.#squares > this.#peak) this.#peak = this.#squares;
        const stale = i % resyncEvery === 0 || !(this.#squares > this.#peak * shrinkage);
        value = stale ? this.#rebuild(i) : Math.sqrt(this.#squares / period);
      }
      out.data[i & out.mask] = value;
    }
  }

  #rebuild(i: number): number {
    const { data, mask } = this.#input;
    const period = this.#period;
    // Deviations from the oldest value first: at a constant price they are all exactly 0.
    const origin = data[(i - period + 1) & mask];
    let shift = 0;
    for (let k = 0; k < period; k++) shift += data[(i - k) & mask] - origin;
    shift /= period;
    let squares = 0;
    for (let k = 0; k < period; k++) {
      const deviation = data[(i - k) & mask] - origin - shift;
      squares += deviation * deviation;
    }
    this.#mean = origin + shift;
    this.#squares = squares;
    this.#peak = squares;
    return Math.sqrt(squares / period);
  }

  save(): number[] {
    return [this.#mean, this.#squares, this.#peak, this.#count];
  }

  load([mean, squares, peak, count]: readonly number[]): void {
    this.#mean = mean;
    this.#squares = squares;
    this.#peak = peak;
    this.#count = count;
  }
}

export const standardDeviationKind: IndicatorKind<Options> = {
  name: 'standard-deviation',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period,
  create: ([input], { period }) => new StandardDeviation(input, period),
};

/** `period` in bars, ≥ 2. */
export function standardDeviation(input: Column, period: number): Column {
  return input.graph.derive(standardDeviationKind, [input], { period })[0];
}
