/**
 * On-balance volume: volume counted up on rising closes and down on falling ones; whether volume follows price.
 *
 *   obv[i] = obv[i−1] + sign(close[i] − close[i−1]) · volume[i]
 *
 * In units of volume; only its changes mean something. `start: 'volume'` (TA-Lib) begins with the first bar's volume,
 * `start: 'zero'` (Tulip) with 0. First value at bar 0. Source: J. Granville, New Key to Stock Market Profits (1963);
 * TA-Lib `OBV`. Reference: talib_regtest_vectors.csv obv; tulip_atoz.json obv and ta_obv.csv (start zero).
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';

export type ObvStart = 'volume' | 'zero';

interface Options {
  readonly start: ObvStart;
}

class Obv implements Indicator {
  readonly #close: Series;
  readonly #volume: Series;
  readonly #startsWithVolume: boolean;
  #previousClose = Number.NaN;
  #balance = 0;

  constructor([close, volume]: readonly Series[], { start }: Options) {
    this.#close = close;
    this.#volume = volume;
    this.#startsWithVolume = start === 'volume';
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const close = this.#close;
    const volume = this.#volume;
    let previousClose = this.#previousClose;
    let balance = this.#balance;
    for (let i = from; i < to; i++) {
      const c = close.data[i & close.mask];
      const v = volume.data[i & volume.mask];
      if (Number.isNaN(c + v)) {
        previousClose = Number.NaN;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (Number.isNaN(previousClose)) balance = this.#startsWithVolume ? v : 0;
      else if (c > previousClose) balance += v;
      else if (c < previousClose) balance -= v;
      previousClose = c;
      out.data[i & out.mask] = balance;
    }
    this.#previousClose = previousClose;
    this.#balance = balance;
  }

  save(): number[] {
    return [this.#previousClose, this.#balance];
  }

  load([previousClose, balance]: readonly number[]): void {
    this.#previousClose = previousClose;
    this.#balance = balance;
  }
}

export const obvKind: IndicatorKind<Options> = {
  name: 'obv',
  inputs: 2,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: (inputs, options) => new Obv(inputs, options),
};

export function obv(
  { close, volume }: Pick<BarSeries, 'close' | 'volume'>,
  options: { start?: ObvStart } = {},
): Column {
  const { start = 'volume' } = options;
  return close.graph.derive(obvKind, [close, volume], { start })[0];
}
