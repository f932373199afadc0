/**
 * Exponential moving average: the trend with a fading memory; it turns earlier than an SMA of the same length.
 *
 *   ema[i] = ema[i−1] + (x[i] − ema[i−1]) · 2 / (period + 1)
 *
 * In the units of its input. Seed `sma` (TA-Lib): the mean of the first `period` values, which is also the first value.
 * Seed `first` (MetaStock, pandas `ewm(adjust=False)`): the very first value; published from bar period − 1 on all the
 * same, so both seeds start at one bar (decision 15). Source: TA-Lib `EMA`; P. Haurlan, Measuring Trend Values (1968).
 * Reference: talib_regtest_vectors.csv ema_20, tulip_atoz.json ema.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

/** What a recursive average starts from: the mean of its first window, or its first value. */
export type Seed = 'sma' | 'first';

interface Options {
  readonly period: number;
  readonly seed: Seed;
  /** Values passed over before the seed: TA-Lib's MACD seeds its fast average where the slow one begins. */
  readonly skip: number;
}

/** Any average of the form a += (x − a) · weight; Wilder's is the one with weight 1 / period. */
export class ExponentialAverage implements Indicator {
  readonly #input: Series;
  readonly #weight: number;
  readonly #seed: Seed;
  readonly #skip: number;
  /** Defined values in a row that make the first average. */
  readonly #needed: number;
  #average = 0;
  /** First value of the seeding window: the mean is taken of distances to it, so that a constant stays itself. */
  #origin = 0;
  #count = 0;

  constructor(input: Series, weight: number, { period, seed, skip }: Options) {
    this.#input = input;
    this.#weight = weight;
    this.#seed = seed;
    this.#skip = skip;
    this.#needed = period + skip;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const weight = this.#weight;
    const needed = this.#needed;
    let average = this.#average;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const x = data[i & mask];
      if (Number.isNaN(x)) {
        count = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (count === needed) {
        average += (x - average) * weight;
      } else {
        average = this.#warm(x, count, average);
        count++;
      }
      out.data[i & out.mask] = count === needed ? average : Number.NaN;
    }
    this.#average = average;
    this.#count = count;
  }

  /** The average (seed `first`) or the sum of distances to the origin (seed `sma`) while the first window fills. */
  #warm(x: number, count: number, average: number): number {
    const position = count - this.#skip;
    if (position < 0) return 0;
    if (this.#seed === 'first') return position === 0 ? x : average + (x - average) * this.#weight;
    if (position === 0) this.#origin = x;
    const sum = position === 0 ? 0 : average + (x - this.#origin);
    return count + 1 === this.#needed ? this.#origin + sum / (this.#needed - this.#skip) : sum;
  }

  save(): number[] {
    return [this.#average, this.#origin, this.#count];
  }

  load([average, origin, count]: readonly number[]): void {
    this.#average = average;
    this.#origin = origin;
    this.#count = count;
  }
}

export const emaKind: IndicatorKind<Options> = {
  name: 'ema',
  inputs: 1,
  outputs: 1,
  warmup: ({ period, skip }) => period + skip - 1,
  reach: () => 0,
  create: ([input], options) => new ExponentialAverage(input, 2 / (options.period + 1), options),
};

/** `period` in bars, ≥ 1. */
export function ema(input: Column, period: number, options: { seed?: Seed; skip?: number } = {}): Column {
  const { seed = 'sma', skip = 0 } = options;
  requireBars('ema', 'period', period, 1);
  requireBars('ema', 'skip', skip, 0);
  return input.graph.derive(emaKind, [input], { period, seed, skip })[0];
}
