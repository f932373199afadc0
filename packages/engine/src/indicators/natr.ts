/**
 * Normalised average true range: ATR as a percentage of price, so that instruments can be compared.
 *
 *   natr = 100 · atr / close
 *
 * In per cent; NaN where the close is 0. Source: J. Forman, Technical Analysis of Stocks & Commodities 24 (2006); TA-Lib
 * `NATR`. Reference: talib_regtest_vectors.csv natr_14, tulip_extra.json natr.
 */
import type { Series } from '../data/series.ts';
import { atr } from './atr.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';
import type { FirstRange } from './true-range.ts';

export const natrKind: IndicatorKind<Record<string, never>> = {
  name: 'natr',
  inputs: 2,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([range, close]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const price = close.data[i & close.mask];
        out.data[i & out.mask] = price !== 0 ? (100 * range.data[i & range.mask]) / price : Number.NaN;
      }
    }),
};

/** `period` in bars, ≥ 1. */
export function natr(
  bars: Pick<BarSeries, 'high' | 'low' | 'close'>,
  period: number,
  options: { first?: FirstRange } = {},
): Column {
  return bars.close.graph.derive(natrKind, [atr(bars, period, options), bars.close], {})[0];
}
