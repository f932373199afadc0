/**
 * Parkinson volatility: realised volatility from highs and lows; five times as precise as closes for the same number of
 * bars, blind to gaps between them.
 *
 *   volatility = sqrt( periodsPerYear · mean( ln(high/low)² ) / (4·ln 2) )
 *
 * A fraction per year. First value at bar period − 1. Source: M. Parkinson, Journal of Business 53 (1980).
 * Reference: hand calculation in its test.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';
import { logPrice } from './log-price.ts';
import { annualised, type VolatilityOptions } from './realised-volatility.ts';

/** The estimate of the variance from one bar: ln(high/low)² / (4·ln 2), from logarithms. */
const varianceKind: IndicatorKind<Record<string, never>> = {
  name: 'parkinson-variance',
  inputs: 2,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([high, low]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      const divisor = 4 * Math.LN2;
      for (let i = from; i < to; i++) {
        const range = high.data[i & high.mask] - low.data[i & low.mask];
        out.data[i & out.mask] = (range * range) / divisor;
      }
    }),
};

/** 20 bars and 252 of them per year by default. */
export function parkinsonVolatility(
  { high, low }: Pick<BarSeries, 'high' | 'low'>,
  options: VolatilityOptions = {},
): Column {
  const [variance] = high.graph.derive(varianceKind, [logPrice(high), logPrice(low)], {});
  return annualised(variance, options);
}
