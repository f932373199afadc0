/**
 * Money flow index: the RSI idea with volume: the share of recent turnover that came with a rising typical price.
 *
 *   flow = typical price · volume, positive where the typical price rose, negative where it fell
 *   mfi[i] = 100 · Σ positive / (Σ positive + Σ negative) over the last `period` bars
 *
 * 0 to 100; NaN without turnover in either direction (TA-Lib writes 0 below a turnover of 1). First value at bar period.
 * Source: G. Quong, A. Soudack, Technical Analysis of Stocks & Commodities 7 (1989); TA-Lib `MFI`.
 * Reference: talib_regtest_vectors.csv mfi_14, tulip_atoz.json mfi.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, stateless } from './indicator.ts';
import { sum } from './sum.ts';
import { typicalPrice } from './typical-price.ts';

/** Turnover with a rising and with a falling price. */
class MoneyFlow implements Indicator {
  readonly #price: Series;
  readonly #volume: Series;
  #previous = Number.NaN;

  constructor([price, volume]: readonly Series[]) {
    this.#price = price;
    this.#volume = volume;
  }

  extend(from: number, to: number, [positive, negative]: readonly Series[]): void {
    const price = this.#price;
    const volume = this.#volume;
    let previous = this.#previous;
    for (let i = from; i < to; i++) {
      const p = price.data[i & price.mask];
      const flow = p * volume.data[i & volume.mask];
      const isKnown = !Number.isNaN(flow + previous);
      positive.data[i & positive.mask] = p > previous ? flow : isKnown ? 0 : Number.NaN;
      negative.data[i & negative.mask] = p < previous ? flow : isKnown ? 0 : Number.NaN;
      previous = Number.isNaN(flow) ? Number.NaN : p;
    }
    this.#previous = previous;
  }

  save(): number[] {
    return [this.#previous];
  }

  load([previous]: readonly number[]): void {
    this.#previous = previous;
  }
}

const moneyFlowKind: IndicatorKind<Record<string, never>> = {
  name: 'money-flow',
  inputs: 2,
  outputs: 2,
  warmup: () => 1,
  reach: () => 0,
  create: (inputs) => new MoneyFlow(inputs),
};

export const mfiKind: IndicatorKind<Record<string, never>> = {
  name: 'mfi',
  inputs: 2,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([positive, negative]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const inflow = positive.data[i & positive.mask];
        const turnover = inflow + negative.data[i & negative.mask];
        out.data[i & out.mask] = turnover > 0 ? (100 * inflow) / turnover : Number.NaN;
      }
    }),
};

/** `period` in bars, ≥ 1. */
export function mfi(bars: Pick<BarSeries, 'high' | 'low' | 'close' | 'volume'>, period: number): Column {
  const { graph } = bars.volume;
  const [positive, negative] = graph.derive(moneyFlowKind, [typicalPrice(bars), bars.volume], {});
  return graph.derive(mfiKind, [sum(positive, period), sum(negative, period)], {})[0];
}
