/**
 * Aroon: how long ago the last high and the last low were. Up near 100 and down near 0: a young upward trend.
 *
 *   up = 100 · (period − bars since the highest high) / period,   over the last period + 1 bars; down with the lowest low
 *
 * 0 to 100; among equal extremes the latest counts. First value at bar period. Source: T. Chande, Technical Analysis of
 * Stocks & Commodities 13 (1995); TA-Lib `AROON`. Reference: talib_regtest_vectors.csv aroon_*, tulip_atoz.json aroon.
 *
 * Windows slide by blocks (sum.ts), as in highest-lowest.ts, with the place of the extreme carried along.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class AroonLine implements Indicator {
  readonly #input: Series;
  readonly #window: number;
  /** 1 looks for the highest, −1 for the lowest: the highest of the mirrored values. */
  readonly #sign: 1 | -1;
  /** Extreme of the last m bars of the block before, mirrored, and its index. */
  readonly #tails: Float64Array;
  readonly #tailIndices: Float64Array;
  #head = Number.NEGATIVE_INFINITY;
  #headIndex = 0;
  #size = 0;
  #joined = 0;

  constructor(input: Series, period: number, sign: 1 | -1) {
    this.#input = input;
    this.#window = period + 1;
    this.#sign = sign;
    this.#tails = new Float64Array(period + 1).fill(Number.NEGATIVE_INFINITY);
    this.#tailIndices = new Float64Array(period + 1);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const window = this.#window;
    const sign = this.#sign;
    const tails = this.#tails;
    const tailIndices = this.#tailIndices;
    const perBar = 100 / (window - 1);
    let head = this.#head;
    let headIndex = this.#headIndex;
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
      if (size === window) {
        this.#layTails(i);
        size = 0;
        joined = 1;
        head = Number.NEGATIVE_INFINITY;
      }
      if (x >= head) {
        head = x;
        headIndex = i;
      }
      size++;
      const older = window - size;
      const index = head >= tails[older] ? headIndex : tailIndices[older];
      out.data[i & out.mask] = joined === 1 || older === 0 ? 100 - perBar * (i - index) : Number.NaN;
    }
    this.#head = head;
    this.#headIndex = headIndex;
    this.#size = size;
    this.#joined = joined;
  }

  /** The block before bar `i` is complete. */
  #layTails(i: number): void {
    const { data, mask } = this.#input;
    let tail = Number.NEGATIVE_INFINITY;
    let index = i;
    for (let m = 1; m < this.#window; m++) {
      const x = this.#sign * data[(i - m) & mask];
      if (x > tail) {
        tail = x;
        index = i - m;
      }
      this.#tails[m] = tail;
      this.#tailIndices[m] = index;
    }
  }

  save(): number[] {
    return [this.#head, this.#headIndex, this.#size, this.#joined, ...this.#tails, ...this.#tailIndices];
  }

  load([head, headIndex, size, joined, ...tails]: readonly number[]): void {
    this.#head = head;
    this.#headIndex = headIndex;
    this.#size = size;
    this.#joined = joined;
    this.#tails.set(tails.slice(0, this.#window));
    this.#tailIndices.set(tails.slice(this.#window));
  }
}

function kindOf(name: string, sign: 1 | -1): IndicatorKind<Options> {
  return {
    name,
    inputs: 1,
    outputs: 1,
    warmup: ({ period }) => period,
    reach: ({ period }) => period,
    create: ([input], { period }) => new AroonLine(input, period, sign),
  };
}

export const aroonUpKind = kindOf('aroon-up', 1);
export const aroonDownKind = kindOf('aroon-down', -1);

export type Aroon = Readonly<Record<'up' | 'down', Column>>;

/** `period` in bars, ≥ 1. */
export function aroon({ high, low }: Pick<BarSeries, 'high' | 'low'>, period: number): Aroon {
  requireBars('aroon', 'period', period, 1);
  const [up] = high.graph.derive(aroonUpKind, [high], { period });
  const [down] = high.graph.derive(aroonDownKind, [low], { period });
  return { up, down };
}
