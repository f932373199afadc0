/**
 * Sum of the last `period` bars, e.g. of volume, or of the parts an indicator is made of.
 *
 *   sum[i] = x[i] + … + x[i − period + 1]
 *
 * First value at bar period − 1. Reference: tulip_extra.json sum.
 *
 * **How windows slide here** (also wma, linear-regression-slope, standard-deviation, correlation, highest-lowest, aroon,
 * vwap): bars are cut into blocks of `period`. A window is the tail of the block before plus the head of this one; the
 * head grows by one per bar, all tails of a block are laid down once when it is complete. Nothing is ever subtracted, so
 * no rounding is left behind by what has gone (a sum of zeros is 0), each bar costs the same whatever the period, and
 * every block is a resynchronisation at a fixed index (decision 9).
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class Sum implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  /** tails[m]: sum of the last m bars of the block before; tails[0] is 0 for ever. */
  readonly #tails: Float64Array;
  #head = 0;
  /** Bars in the present block. */
  #size = 0;
  /** Whether there is a block before this one: 0 or 1. */
  #joined = 0;

  constructor(input: Series, period: number) {
    this.#input = input;
    this.#period = period;
    this.#tails = new Float64Array(period);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    const tails = this.#tails;
    let head = this.#head;
    let size = this.#size;
    let joined = this.#joined;
    for (let i = from; i < to; i++) {
      const x = data[i & mask];
      if (Number.isNaN(x)) {
        size = joined = head = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (size === period) {
        let tail = 0;
        for (let m = 1; m < period; m++) tails[m] = tail += data[(i - m) & mask];
        size = head = 0;
        joined = 1;
      }
      head += x;
      size++;
      out.data[i & out.mask] = joined === 1 || size === period ? tails[period - size] + head : Number.NaN;
    }
    this.#head = head;
    this.#size = size;
    this.#joined = joined;
  }

  save(): number[] {
    return [this.#head, this.#size, this.#joined, ...this.#tails];
  }

  load([head, size, joined, ...tails]: readonly number[]): void {
    this.#head = head;
    this.#size = size;
    this.#joined = joined;
    this.#tails.set(tails);
  }
}

export const sumKind: IndicatorKind<Options> = {
  name: 'sum',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period - 1,
  create: ([input], { period }) => new Sum(input, period),
};

/** `period` in bars, ≥ 1. */
export function sum(input: Column, period: number): Column {
  requireBars('sum', 'period', period, 1);
  return input.graph.derive(sumKind, [input], { period })[0];
}
