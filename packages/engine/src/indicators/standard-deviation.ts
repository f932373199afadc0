/**
 * Standard deviation of the last `period` bars: how far price strays from its own mean.
 *
 *   sd[i] = sqrt( Σ (x[k] − mean)² / (period − ddof) ),   k = i − period + 1 … i
 *
 * In the units of its input. `ddof` 0 (population, as TA-Lib STDDEV and BBANDS) by default, 1 for a sample. First value at
 * bar period − 1. Reference: talib_regtest_vectors.csv stddev_20, tulip_extra.json stddev; at price 97,000 with a
 * deviation of 1e-6 against two passes over the window.
 *
 * Windows slide by blocks (sum.ts). Distances are taken from a bar inside the window, never from 0: Σd² − (Σd)²/n then
 * loses at most about period² roundings, where a running sum of squared prices would lose all digits (decision 9).
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
  readonly ddof: 0 | 1;
}

class StandardDeviation implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  readonly #divisor: number;
  /** Of the last m bars of the block before: sums of distances and of their squares; 0 of no bars. */
  readonly #tailSum: Float64Array;
  readonly #tailSquares: Float64Array;
  #origin = 0;
  #sum = 0;
  #squares = 0;
  #size = 0;
  #joined = 0;

  constructor(input: Series, { period, ddof }: Options) {
    this.#input = input;
    this.#period = period;
    this.#divisor = period - ddof;
    this.#tailSum = new Float64Array(period);
    this.#tailSquares = new Float64Array(period);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    const divisor = this.#divisor;
    const tailSum = this.#tailSum;
    const tailSquares = this.#tailSquares;
    let origin = this.#origin;
    let sum = this.#sum;
    let squares = this.#squares;
    let size = this.#size;
    let joined = this.#joined;
    for (let i = from; i < to; i++) {
      const x = data[i & mask];
      if (Number.isNaN(x)) {
        size = joined = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (size === period) {
        let s = 0;
        let q = 0;
        for (let m = 1; m < period; m++) {
          const d = data[(i - m) & mask] - x;
          tailSum[m] = s += d;
          tailSquares[m] = q += d * d;
        }
        size = 0;
        joined = 1;
      }
      if (size === 0) {
        origin = x;
        sum = squares = 0;
      }
      const d = x - origin;
      sum += d;
      squares += d * d;
      size++;
      const s = tailSum[period - size] + sum;
      const q = tailSquares[period - size] + squares;
      out.data[i & out.mask] =
        joined === 1 || size === period ? Math.sqrt((q - (s * s) / period) / divisor) : Number.NaN;
    }
    this.#origin = origin;
    this.#sum = sum;
    this.#squares = squares;
    this.#size = size;
    this.#joined = joined;
  }

  save(): number[] {
    const head = [this.#origin, this.#sum, this.#squares, this.#size, this.#joined];
    return [...head, ...this.#tailSum, ...this.#tailSquares];
  }

  load([origin, sum, squares, size, joined, ...tails]: readonly number[]): void {
    this.#origin = origin;
    this.#sum = sum;
    this.#squares = squares;
    this.#size = size;
    this.#joined = joined;
    this.#tailSum.set(tails.slice(0, this.#period));
    this.#tailSquares.set(tails.slice(this.#period));
  }
}

export const standardDeviationKind: IndicatorKind<Options> = {
  name: 'standard-deviation',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period - 1,
  create: ([input], options) => new StandardDeviation(input, options),
};

/** `period` in bars, ≥ 2. */
export function standardDeviation(input: Column, period: number, options: { ddof?: 0 | 1 } = {}): Column {
  const { ddof = 0 } = options;
  requireBars('standard-deviation', 'period', period, 2);
  return input.graph.derive(standardDeviationKind, [input], { period, ddof })[0];
}
