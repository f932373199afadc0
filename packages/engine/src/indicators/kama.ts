/**
 * Kaufman's adaptive moving average: fast when price goes somewhere, nearly still when it only swings.
 *
 *   efficiency = |x[i] − x[i − period]| / Σ |x[k] − x[k−1]|   over the last `period` steps, 1 where nothing moved
 *   kama[i] = kama[i−1] + (x[i] − kama[i−1]) · (efficiency·(2/(fast+1) − 2/(slow+1)) + 2/(slow+1))²
 *
 * In the units of its input. Seed: the value before the first output, which is at bar period. Source: P. Kaufman, Smarter
 * Trading (1995); TA-Lib `KAMA`. Reference: talib_regtest_vectors.csv kama_30, tulip_extra.json kama.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars, stateless } from './indicator.ts';
import { momentum } from './momentum.ts';
import { sum } from './sum.ts';

interface Options {
  readonly fast: number;
  readonly slow: number;
}

class Kama implements Indicator {
  readonly #input: Series;
  readonly #distance: Series;
  readonly #way: Series;
  readonly #least: number;
  readonly #spread: number;
  #average = 0;
  #started = 0;

  constructor([input, distance, way]: readonly Series[], { fast, slow }: Options) {
    this.#input = input;
    this.#distance = distance;
    this.#way = way;
    this.#least = 2 / (slow + 1);
    this.#spread = 2 / (fast + 1) - this.#least;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const distance = this.#distance;
    const way = this.#way;
    const least = this.#least;
    const spread = this.#spread;
    let average = this.#average;
    let started = this.#started;
    for (let i = from; i < to; i++) {
      const travelled = way.data[i & way.mask];
      if (Number.isNaN(travelled)) {
        started = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (started === 0) {
        average = data[(i - 1) & mask];
        started = 1;
      }
      // Rounding can make the distance a hair longer than the way.
      const efficiency = travelled > 0 ? Math.min(1, Math.abs(distance.data[i & distance.mask]) / travelled) : 1;
      const weight = efficiency * spread + least;
      average += (data[i & mask] - average) * weight * weight;
      out.data[i & out.mask] = average;
    }
    this.#average = average;
    this.#started = started;
  }

  save(): number[] {
    return [this.#average, this.#started];
  }

  load([average, started]: readonly number[]): void {
    this.#average = average;
    this.#started = started;
  }
}

export const kamaKind: IndicatorKind<Options> = {
  name: 'kama',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 1,
  create: (inputs, options) => new Kama(inputs, options),
};

const sizeKind: IndicatorKind<Record<string, never>> = {
  name: 'absolute',
  inputs: 1,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([input]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) out.data[i & out.mask] = Math.abs(input.data[i & input.mask]);
    }),
};

/** `period` in bars, ≥ 1; `fast` and `slow` are the EMA lengths it moves between, 2 and 30 by default. */
export function kama(input: Column, period: number, options: { fast?: number; slow?: number } = {}): Column {
  const { fast = 2, slow = 30 } = options;
  requireBars('kama', 'fast', fast, 1);
  requireBars('kama', 'slow', slow, fast);
  const [step] = input.graph.derive(sizeKind, [momentum(input, 1)], {});
  const inputs = [input, momentum(input, period), sum(step, period)];
  return input.graph.derive(kamaKind, inputs, { fast, slow })[0];
}
