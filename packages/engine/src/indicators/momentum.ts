/**
 * Momentum: how far price has come in `period` bars.
 *
 *   mom[i] = x[i] − x[i − period]
 *
 * In the units of its input. First value at bar period. Source: TA-Lib `MOM`.
 * Reference: talib_regtest_vectors.csv mom_10, tulip_extra.json mom.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class Momentum implements Indicator {
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
      else value = x - data[(i - period) & mask];
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

export const momentumKind: IndicatorKind<Options> = {
  name: 'momentum',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period,
  reach: ({ period }) => period,
  create: ([input], { period }) => new Momentum(input, period),
};

/** `period` in bars, ≥ 1. */
export function momentum(input: Column, period: number): Column {
  requireBars('momentum', 'period', period, 1);
  return input.graph.derive(momentumKind, [input], { period })[0];
}
