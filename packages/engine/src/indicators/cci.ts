/**
 * Commodity channel index: how far the typical price lies from its average, in units of its usual straying. Beyond ±100 a
 * market has left its ordinary range.
 *
 *   cci[i] = (tp[i] − mean) / (0.015 · mean |tp[k] − mean|),   k = i − period + 1 … i
 *
 * A pure number; NaN where nothing strays. First value at bar period − 1. The mean deviation has no sliding form: each bar
 * costs one pass over its window. Source: D. Lambert, Commodities (1980); TA-Lib `CCI`.
 * Reference: talib_regtest_vectors.csv cci_20, tulip_atoz.json cci.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type IndicatorKind, requireBars, stateless } from './indicator.ts';
import { sma } from './sma.ts';
import { typicalPrice } from './typical-price.ts';

interface Options {
  readonly period: number;
}

export const cciKind: IndicatorKind<Options> = {
  name: 'cci',
  inputs: 2,
  outputs: 1,
  warmup: () => 0,
  reach: ({ period }) => period - 1,
  create: ([price, mean], { period }) =>
    stateless((from, to, [out]: readonly Series[]) => {
      const { data, mask } = price;
      const factor = period / 0.015;
      for (let i = from; i < to; i++) {
        const center = mean.data[i & mean.mask];
        let straying = Number.NaN;
        if (!Number.isNaN(center)) {
          straying = 0;
          for (let k = i - period + 1; k <= i; k++) straying += Math.abs(data[k & mask] - center);
        }
        out.data[i & out.mask] = straying > 0 ? (factor * (data[i & mask] - center)) / straying : Number.NaN;
      }
    }),
};

/** `period` in bars, ≥ 2. */
export function cci(bars: Pick<BarSeries, 'high' | 'low' | 'close'>, period: number): Column {
  requireBars('cci', 'period', period, 2);
  const price = typicalPrice(bars);
  return price.graph.derive(cciKind, [price, sma(price, period)], { period })[0];
}
