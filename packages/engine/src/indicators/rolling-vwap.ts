/**
 * Rolling VWAP: the average price paid over the last `period` bars, each by its volume; a session VWAP for markets that
 * never close.
 *
 *   vwap[i] = Σ price·volume / Σ volume   over bars i − period + 1 … i
 *
 * In price units; NaN where nothing traded. The price is the typical price unless another column is given (the close makes
 * it the volume-weighted moving average). First value at bar period − 1. Reference: tulip_extra.json vwma.
 *
 * Windows slide by blocks (sum.ts); prices are taken as distances to one inside the window, so at a constant price the
 * average is exactly that price.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';
import { typicalPrice } from './typical-price.ts';

interface Options {
  readonly period: number;
}

class RollingVwap implements Indicator {
  readonly #price: Series;
  readonly #volume: Series;
  readonly #period: number;
  /** Of the last m bars of the block before; 0 of no bars. */
  readonly #tailTurnover: Float64Array;
  readonly #tailTraded: Float64Array;
  #origin = 0;
  #turnover = 0;
  #traded = 0;
  #size = 0;
  #joined = 0;

  constructor([price, volume]: readonly Series[], period: number) {
    this.#price = price;
    this.#volume = volume;
    this.#period = period;
    this.#tailTurnover = new Float64Array(period);
    this.#tailTraded = new Float64Array(period);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const price = this.#price;
    const volume = this.#volume;
    const period = this.#period;
    const tailTurnover = this.#tailTurnover;
    const tailTraded = this.#tailTraded;
    for (let i = from; i < to; i++) {
      const p = price.data[i & price.mask];
      const v = volume.data[i & volume.mask];
      if (Number.isNaN(p + v)) {
        this.#size = this.#joined = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (this.#size === period) {
        let turnover = 0;
        let traded = 0;
        for (let m = 1; m < period; m++) {
          const volumeThen = volume.data[(i - m) & volume.mask];
          tailTurnover[m] = turnover += (price.data[(i - m) & price.mask] - p) * volumeThen;
          tailTraded[m] = traded += volumeThen;
        }
        this.#size = 0;
        this.#joined = 1;
      }
      if (this.#size === 0) {
        this.#origin = p;
        this.#turnover = this.#traded = 0;
      }
      this.#size++;
      this.#turnover += (p - this.#origin) * v;
      this.#traded += v;
      const older = period - this.#size;
      const traded = tailTraded[older] + this.#traded;
      const isDefined = (this.#joined === 1 || older === 0) && traded > 0;
      const distance = (tailTurnover[older] + this.#turnover) / traded;
      out.data[i & out.mask] = isDefined ? this.#origin + distance : Number.NaN;
    }
  }

  save(): number[] {
    const head = [this.#origin, this.#turnover, this.#traded, this.#size, this.#joined];
    return [...head, ...this.#tailTurnover, ...this.#tailTraded];
  }

  load([origin, turnover, traded, size, joined, ...tails]: readonly number[]): void {
    this.#origin = origin;
    this.#turnover = turnover;
    this.#traded = traded;
    this.#size = size;
    this.#joined = joined;
    this.#tailTurnover.set(tails.slice(0, this.#period));
    this.#tailTraded.set(tails.slice(this.#period));
  }
}

export const rollingVwapKind: IndicatorKind<Options> = {
  name: 'rolling-vwap',
  inputs: 2,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period - 1,
  create: (inputs, { period }) => new RollingVwap(inputs, period),
};

/** `period` in bars, ≥ 1. */
export function rollingVwap(
  bars: Pick<BarSeries, 'high' | 'low' | 'close' | 'volume'>,
  period: number,
  options: { price?: Column } = {},
): Column {
  const { price = typicalPrice(bars) } = options;
  requireBars('rolling-vwap', 'period', period, 1);
  return price.graph.derive(rollingVwapKind, [price, bars.volume], { period })[0];
}
