/**
 * Parabolic SAR, stop and reverse: a stop that follows the trend ever faster and changes sides when it is hit.
 *
 *   sar[i+1] = sar[i] + af·(ep − sar[i]),  never inside the ranges of the last two bars
 *
 * ep is the extreme of the trend, af grows by `step` with each new extreme up to `maximum` and starts anew at a reversal.
 * In price units: below price in an upward trend, above it in a downward one. Seed (TA-Lib): short if the second bar makes
 * more new ground below than above, else long; the first stop is the first bar's opposite extreme. First value at bar 1.
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib `SAR`.
 * Reference: talib_regtest_vectors.csv sar_002_02, tulip_atoz.json psar.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';

interface Options {
  readonly step: number;
  readonly maximum: number;
}

class Psar implements Indicator {
  readonly #high: Series;
  readonly #low: Series;
  readonly #step: number;
  readonly #maximum: number;
  #previousHigh = Number.NaN;
  #previousLow = Number.NaN;
  /** 1 long, −1 short, 0 before the second bar. */
  #side = 0;
  /** The stop for the bar to come. */
  #stop = 0;
  #extreme = 0;
  #acceleration = 0;

  constructor([high, low]: readonly Series[], { step, maximum }: Options) {
    this.#high = high;
    this.#low = low;
    this.#step = Math.min(step, maximum);
    this.#maximum = maximum;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const high = this.#high;
    const low = this.#low;
    for (let i = from; i < to; i++) {
      const h = high.data[i & high.mask];
      const l = low.data[i & low.mask];
      out.data[i & out.mask] = Number.isNaN(h + l) ? this.#interrupt() : this.#next(h, l);
    }
  }

  #interrupt(): number {
    this.#side = 0;
    this.#previousHigh = this.#previousLow = Number.NaN;
    return Number.NaN;
  }

  /** The stop in force at this bar, after its range is known. */
  #next(high: number, low: number): number {
    let value = Number.NaN;
    if (this.#side === 0 && !Number.isNaN(this.#previousHigh)) this.#begin(high, low);
    if (this.#side !== 0) value = this.#side === 1 ? this.#long(high, low) : this.#short(high, low);
    this.#previousHigh = high;
    this.#previousLow = low;
    return value;
  }

  #begin(high: number, low: number): void {
    const up = high - this.#previousHigh;
    const down = this.#previousLow - low;
    this.#side = down > 0 && down > up ? -1 : 1;
    this.#stop = this.#side === 1 ? this.#previousLow : this.#previousHigh;
    this.#extreme = this.#side === 1 ? high : low;
    this.#acceleration = this.#step;
    // The first bar only set the direction: the second one alone bounds the next stop.
    this.#previousHigh = high;
    this.#previousLow = low;
  }

  #long(high: number, low: number): number {
    if (low <= this.#stop) return this.#reverse(-1, Math.max(this.#extreme, this.#previousHigh, high), low, high);
    const value = this.#stop;
    if (high > this.#extreme) {
      this.#extreme = high;
      this.#acceleration = Math.min(this.#acceleration + this.#step, this.#maximum);
    }
    const next = value + this.#acceleration * (this.#extreme - value);
    this.#stop = Math.min(next, this.#previousLow, low);
    return value;
  }

  #short(high: number, low: number): number {
    if (high >= this.#stop) return this.#reverse(1, Math.min(this.#extreme, this.#previousLow, low), high, low);
    const value = this.#stop;
    if (low < this.#extreme) {
      this.#extreme = low;
      this.#acceleration = Math.min(this.#acceleration + this.#step, this.#maximum);
    }
    const next = value + this.#acceleration * (this.#extreme - value);
    this.#stop = Math.max(next, this.#previousHigh, high);
    return value;
  }

  /** Onto the other side: the old extreme is the new stop, `extreme` the new extreme, `bound` this bar's other end. */
  #reverse(side: 1 | -1, value: number, extreme: number, bound: number): number {
    this.#side = side;
    this.#extreme = extreme;
    this.#acceleration = this.#step;
    const next = value + this.#step * (extreme - value);
    this.#stop = side === 1 ? Math.min(next, this.#previousLow, bound) : Math.max(next, this.#previousHigh, bound);
    return value;
  }

  save(): number[] {
    const previous = [this.#previousHigh, this.#previousLow];
    return [...previous, this.#side, this.#stop, this.#extreme, this.#acceleration];
  }

  load([previousHigh, previousLow, side, stop, extreme, acceleration]: readonly number[]): void {
    this.#previousHigh = previousHigh;
    this.#previousLow = previousLow;
    this.#side = side;
    this.#stop = stop;
    this.#extreme = extreme;
    this.#acceleration = acceleration;
  }
}

export const psarKind: IndicatorKind<Options> = {
  name: 'psar',
  inputs: 2,
  outputs: 1,
  warmup: () => 1,
  reach: () => 0,
  create: (inputs, options) => new Psar(inputs, options),
};

/** Acceleration 0.02 per new extreme up to 0.2 by default; both > 0. */
export function psar(
  { high, low }: Pick<BarSeries, 'high' | 'low'>,
  options: { step?: number; maximum?: number } = {},
): Column {
  const { step = 0.02, maximum = 0.2 } = options;
  if (!(step > 0 && maximum > 0)) throw new RangeError(`psar: step and maximum must be > 0; found ${step}, ${maximum}`);
  return high.graph.derive(psarKind, [high, low], { step, maximum })[0];
}
