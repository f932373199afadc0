/**
 * Average directional index: how strong the trend is, whichever way it goes. Above 25 a trend, below 20 a range.
 *
 *   dx = 100 · |+DI − −DI| / (+DI + −DI),   adx = Wilder average of dx
 *
 * 0 to 100. Where neither direction has moved, dx does not exist: it counts as 0 in the seed and leaves a running adx as
 * it was (TA-Lib). First value at bar 2·period − 1. Source: J. W. Wilder, New Concepts in Technical Trading Systems
 * (1978); TA-Lib `ADX`. Reference: talib_regtest_vectors.csv adx_14 and the spreadsheet values of TA-Lib's own test.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { directionalMovement } from './directional-movement.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class Adx implements Indicator {
  readonly #plusDi: Series;
  readonly #minusDi: Series;
  readonly #period: number;
  /** The average; while the first period fills, the sum. */
  #average = 0;
  #count = 0;

  constructor([plusDi, minusDi]: readonly Series[], period: number) {
    this.#plusDi = plusDi;
    this.#minusDi = minusDi;
    this.#period = period;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const plusDi = this.#plusDi;
    const minusDi = this.#minusDi;
    const period = this.#period;
    const weight = 1 / period;
    let average = this.#average;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const plus = plusDi.data[i & plusDi.mask];
      const minus = minusDi.data[i & minusDi.mask];
      const both = plus + minus;
      if (Number.isNaN(both)) {
        average = count = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      const dx = (100 * Math.abs(plus - minus)) / both;
      if (count === period) {
        if (both > 0) average += (dx - average) * weight;
      } else {
        if (both > 0) average += dx;
        if (++count === period) average *= weight;
      }
      out.data[i & out.mask] = count === period ? average : Number.NaN;
    }
    this.#average = average;
    this.#count = count;
  }

  save(): number[] {
    return [this.#average, this.#count];
  }

  load([average, count]: readonly number[]): void {
    this.#average = average;
    this.#count = count;
  }
}

export const adxKind: IndicatorKind<Options> = {
  name: 'adx',
  inputs: 2,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: () => 0,
  create: (inputs, { period }) => new Adx(inputs, period),
};

/** `period` in bars, ≥ 1, of the directional indicators and of their average. */
export function adx(bars: Pick<BarSeries, 'high' | 'low' | 'close'>, period: number): Column {
  requireBars('adx', 'period', period, 1);
  const { plusDi, minusDi } = directionalMovement(bars, period);
  return bars.high.graph.derive(adxKind, [plusDi, minusDi], { period })[0];
}
