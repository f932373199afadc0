/**
 * Relative strength index: the share of recent movement that went up. Above 70 a market is often called overbought,
 * below 30 oversold.
 *
 *   rsi[i] = 100 · gain / (gain + loss)      (Wilder averages of the rises and of the falls)
 *
 * 0 to 100; NaN while nothing has moved at all. Seed `sma`: the averages start as the mean of the first `period` changes;
 * seed `first`: as 0 before the first change (pandas `ewm(adjust=False)` on differences). First value at bar period either
 * way. Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978); TA-Lib `RSI`.
 * Reference: talib_regtest_vectors.csv rsi_14, tulip_atoz.json rsi, ta_rsi.csv (seed `first`).
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import type { Seed } from './ema.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
  readonly seed: Seed;
}

class Rsi implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  readonly #seed: Seed;
  #previous = Number.NaN;
  #gain = 0;
  #loss = 0;
  /** Changes seen, up to the period. */
  #count = 0;

  constructor(input: Series, { period, seed }: Options) {
    this.#input = input;
    this.#period = period;
    this.#seed = seed;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    const weight = 1 / period;
    const summing = this.#seed === 'sma';
    let previous = this.#previous;
    let gain = this.#gain;
    let loss = this.#loss;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const x = data[i & mask];
      const change = x - previous;
      previous = x;
      if (Number.isNaN(change)) {
        gain = loss = count = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      const rise = Math.max(change, 0);
      const fall = rise - change;
      if (count === period || !summing) {
        gain += (rise - gain) * weight;
        loss += (fall - loss) * weight;
        if (count < period) count++;
      } else {
        gain += rise;
        loss += fall;
        if (++count === period) {
          gain *= weight;
          loss *= weight;
        }
      }
      const movement = gain + loss;
      out.data[i & out.mask] = count === period && movement > 0 ? (100 * gain) / movement : Number.NaN;
    }
    this.#previous = previous;
    this.#gain = gain;
    this.#loss = loss;
    this.#count = count;
  }

  save(): number[] {
    return [this.#previous, this.#gain, this.#loss, this.#count];
  }

  load([previous, gain, loss, count]: readonly number[]): void {
    this.#previous = previous;
    this.#gain = gain;
    this.#loss = loss;
    this.#count = count;
  }
}

export const rsiKind: IndicatorKind<Options> = {
  name: 'rsi',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period,
  reach: () => 0,
  create: ([input], options) => new Rsi(input, options),
};

/** `period` in bars, ≥ 1. */
export function rsi(input: Column, period: number, options: { seed?: Seed } = {}): Column {
  const { seed = 'sma' } = options;
  requireBars('rsi', 'period', period, 1);
  return input.graph.derive(rsiKind, [input], { period, seed })[0];
}
