/**
 * Highest and lowest value of the last `period` bars: the walls of the recent range, whose breaking is news.
 *
 *   highest[i] = max(x[i], …, x[i − period + 1]),   lowest likewise with min
 *
 * In the units of its input. First value at bar period − 1. Reference: talib_regtest_vectors.csv max_30, min_30.
 *
 * Windows slide by blocks (sum.ts), here the algorithm of van Herk and of Gil and Werman (1992): three comparisons per
 * bar whatever the period, and no branch that random prices would mispredict, as they do in a monotonic deque.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class Extreme implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  /** 1 looks for the highest, −1 for the lowest: the highest of the mirrored values. */
  readonly #sign: 1 | -1;
  /** tails[m]: extreme of the last m bars of the block before, mirrored. */
  readonly #tails: Float64Array;
  #head = Number.NEGATIVE_INFINITY;
  #size = 0;
  #joined = 0;

  constructor(input: Series, period: number, sign: 1 | -1) {
    this.#input = input;
    this.#period = period;
    this.#sign = sign;
    this.#tails = new Float64Array(period).fill(Number.NEGATIVE_INFINITY);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    const sign = this.#sign;
    const tails = this.#tails;
    let head = this.#head;
    let size = this.#size;
    let joined = this.#joined;
    for (let i = from; i < to; i++) {
      const x = sign * data[i & mask];
      if (Number.isNaN(x)) {
        size = joined = 0;
        head = Number.NEGATIVE_INFINITY;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (size === period) {
        let tail = Number.NEGATIVE_INFINITY;
        for (let m = 1; m < period; m++) tails[m] = tail = Math.max(tail, sign * data[(i - m) & mask]);
        size = 0;
        joined = 1;
        head = Number.NEGATIVE_INFINITY;
      }
      head = Math.max(head, x);
      size++;
      out.data[i & out.mask] =
        joined === 1 || size === period ? sign * Math.max(head, tails[period - size]) : Number.NaN;
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

function kindOf(name: string, sign: 1 | -1): IndicatorKind<Options> {
  return {
    name,
    inputs: 1,
    outputs: 1,
    warmup: ({ period }) => period - 1,
    reach: ({ period }) => period - 1,
    create: ([input], { period }) => new Extreme(input, period, sign),
  };
}

export const highestKind = kindOf('highest', 1);
export const lowestKind = kindOf('lowest', -1);

/** `period` in bars, ≥ 1. */
export function highest(input: Column, period: number): Column {
  requireBars('highest', 'period', period, 1);
  return input.graph.derive(highestKind, [input], { period })[0];
}

/** `period` in bars, ≥ 1. */
export function lowest(input: Column, period: number): Column {
  requireBars('lowest', 'period', period, 1);
  return input.graph.derive(lowestKind, [input], { period })[0];
}
