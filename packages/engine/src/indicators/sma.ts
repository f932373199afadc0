/**
 * Simple moving average: the mean price of the last `period` bars, the plainest view of the trend.
 *
 *   sma[i] = (x[i] + … + x[i − period + 1]) / period
 *
 * First value at bar period − 1 after the first defined input. Source: any text; seeding and values as TA-Lib `SMA`
 * (reference/talib_regtest_vectors.csv, column sma_20).
 *
 * The running sum carries its rounding error along (Knuth's TwoSum), so at a constant price all windows give exactly
 * that price: with a naive running sum SMA5 > SMA60 holds on every bar at a constant 0.1 (decision 9).
 */
import type { Series } from '../data/series.ts';
import { dividedBy } from '../statistics/exact-sum.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

/** The sum is rebuilt from its window at these fixed indices, in a batch and one by one alike. */
const resyncEvery = 4096;

class Sma implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  #sum = 0;
  #error = 0;
  /** Defined inputs in a row, up to the period. */
  #count = 0;

  constructor(input: Series, period: number) {
    this.#input = input;
    this.#period = period;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    let i = from;
    while (i < to) {
      if (this.#count < this.#period) i = this.#fill(i, out);
      else {
        if (i % resyncEvery === 0) this.#resync(i);
        i = this.#slide(i, Math.min(to, i - (i % resyncEvery) + resyncEvery), out);
      }
    }
  }

  /** One bar while the window is not full. */
  #fill(i: number, out: Series): number {
    const { data, mask } = this.#input;
    const entering = data[i & mask];
    if (Number.isNaN(entering)) this.#empty();
    else {
      this.#add(entering);
      this.#count++;
    }
    const isFull = this.#count === this.#period;
    out.data[i & out.mask] = isFull ? dividedBy(this.#sum, this.#error, this.#period) : Number.NaN;
    return i + 1;
  }

  /** The tight loop: bars of a full window, up to the next resynchronisation or a hole. Returns where it stopped. */
  #slide(from: number, to: number, out: Series): number {
    const { data, mask } = this.#input;
    const { data: values, mask: outMask } = out;
    const period = this.#period;
    let sum = this.#sum;
    let error = this.#error;
    let i = from;
    for (; i < to; i++) {
      const entering = data[i & mask];
      if (Number.isNaN(entering)) break;
      const leaving = -data[(i - period) & mask];
      const without = sum + leaving;
      const kept = without - sum;
      const total = without + entering;
      const part = total - without;
      error += sum - (without - kept) + (leaving - kept) + (without - (total - part) + (entering - part));
      sum = total;
      values[i & outMask] = dividedBy(sum, error, period);
    }
    this.#sum = sum;
    this.#error = error;
    // A hole in the input starts the window anew.
    if (i < to) this.#empty();
    return i;
  }

  /** The sum of the window before bar i, from the window itself. */
  #resync(i: number): void {
    const { data, mask } = this.#input;
    this.#sum = this.#error = 0;
    for (let k = this.#period; k > 0; k--) this.#add(data[(i - k) & mask]);
  }

  #add(x: number): void {
    const total = this.#sum + x;
    const part = total - this.#sum;
    this.#error += this.#sum - (total - part) + (x - part);
    this.#sum = total;
  }

  #empty(): void {
    this.#sum = this.#error = this.#count = 0;
  }

  save(): number[] {
    return [this.#sum, this.#error, this.#count];
  }

  load([sum, error, count]: readonly number[]): void {
    this.#sum = sum;
    this.#error = error;
    this.#count = count;
  }
}

export const smaKind: IndicatorKind<Options> = {
  name: 'sma',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period,
  create: ([input], { period }) => new Sma(input, period),
};

/** `period` in bars, ≥ 1. */
export function sma(input: Column, period: number): Column {
  requireBars('sma', 'period', period, 1);
  return input.graph.derive(smaKind, [input], { period })[0];
}
