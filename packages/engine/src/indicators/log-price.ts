/**
 * Natural logarithm: turns ratios of prices into differences, so that returns add up.
 *
 *   log[i] = ln x[i]
 *
 * A pure number; NaN where x is not above 0 (a price of 0 or below has no return).
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';

export const logPriceKind: IndicatorKind<Record<string, never>> = {
  name: 'log-price',
  inputs: 1,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([input]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const x = input.data[i & input.mask];
        out.data[i & out.mask] = x > 0 ? Math.log(x) : Number.NaN;
      }
    }),
};

export function logPrice(input: Column): Column {
  return input.graph.derive(logPriceKind, [input], {})[0];
}
