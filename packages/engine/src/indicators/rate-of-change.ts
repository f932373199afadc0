/**
 * Rate of change: momentum as a percentage, comparable between instruments.
 *
 *   roc[i] = 100 · (x[i] / x[i − period] − 1)
 *
 * In per cent; NaN where the older value is 0. First value at bar period. Source: TA-Lib `ROC`.
 * Reference: talib_regtest_vectors.csv roc_10, tulip_extra.json roc, tulip_atoz.json rocr.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class RateOfChange implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  /** Defined values in a row before this bar, up to the period. */
  #count = 0;

  constructor(input: Series, period: number) {
    this.#input = input;
    this.#period = period;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const x = data[i & mask];
      let value = Number.NaN;
      if (Number.isNaN(x)) count = 0;
      else if (count < period) count++;
      else {
        const before = data[(i - period) & mask];
        if (before !== 0) value = 100 * (x / before - 1);
      }
      out.data[i & out.mask] = value;
    }
    this.#count = count;
  }

  save(): number[] {
    return [this.#count];
  }

  load([count]: readonly number[]): void {
    this.#count = count;
  }
}

export const rateOfChangeKind: IndicatorKind<Options> = {
  name: 'rate-of-change',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period,
  reach: ({ period }) => period,
  create: ([input], { period }) => new RateOfChange(input, period),
};

/** `period` in bars, ≥ 1. */
export function rateOfChange(input: Column, period: number): Column {
  requireBars('rate-of-change', 'period', period, 1);
  return input.graph.derive(rateOfChangeKind, [input], { period })[0];
}
