/**
 * Typical price: one number for a bar when its close alone says too little.
 *
 *   typical = (high + low + close) / 3
 *
 * In price units. Source: TA-Lib `TYPPRICE`. Reference: tulip_atoz.json typprice.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';

export const typicalPriceKind: IndicatorKind<Record<string, never>> = {
  name: 'typical-price',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([high, low, close]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        out.data[i & out.mask] = (high.data[i & high.mask] + low.data[i & low.mask] + close.data[i & close.mask]) / 3;
      }
    }),
};

export function typicalPrice({ high, low, close }: Pick<BarSeries, 'high' | 'low' | 'close'>): Column {
  return high.graph.derive(typicalPriceKind, [high, low, close], {})[0];
}
