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
    const { data, mask } = this.#input;
    const { data: values, mask: outMask } = out;
    const period = this.#period;
    let sum = this.#sum;
    let error = this.#error;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const entering = data[i & mask];
      if (Number.isNaN(entering)) {
        // A hole in the input starts the window anew.
        sum = error = count = 0;
        values[i & outMask] = Number.NaN;
        continue;
      }
      if (count < period) {
        count++;
      } else if (i % resyncEvery === 0) {
        sum = error = 0;
        for (let k = period - 1; k > 0; k--) {
          const x = data[(i - k) & mask];
          const total = sum + x;
          const part = total - sum;
          error += sum - (total - part) + (x - part);
          sum = total;
        }
      } else {
        const leaving = -data[(i - period) & mask];
        const total = sum + leaving;
        const part = total - sum;
        error += sum - (total - part) + (leaving - part);
        sum = total;
      }
      const total = sum + entering;
      const part = total - sum;
      error += sum - (total - part) + (entering - part);
      sum = total;
      if (count < period) values[i & outMask] = Number.NaN;
      // An exact sum (whole ticks) is divided once and rounded right by that.
      else values[i & outMask] = error === 0 ? sum / period : dividedBy(sum, error, period);
    }
    this.#sum = sum;
    this.#error = error;
    this.#count = count;
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
