/**
 * Garman–Klass volatility: realised volatility from all four prices of the bar; more precise than Parkinson's, like it
 * blind to gaps, and made for a market without drift.
 *
 *   volatility = sqrt( periodsPerYear · mean( ½·ln(high/low)² − (2·ln 2 − 1)·ln(close/open)² ) )
 *
 * A fraction per year. First value at bar period − 1. Source: M. Garman, M. Klass, Journal of Business 53 (1980).
 * Reference: hand calculation in its test.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';
import { logPrice } from './log-price.ts';
import { annualised, type VolatilityOptions } from './realised-volatility.ts';

/** The estimate of the variance from one bar, from logarithms. */
const varianceKind: IndicatorKind<Record<string, never>> = {
  name: 'garman-klass-variance',
  inputs: 4,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([open, high, low, close]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      const bodyWeight = 2 * Math.LN2 - 1;
      for (let i = from; i < to; i++) {
        const range = high.data[i & high.mask] - low.data[i & low.mask];
        const body = close.data[i & close.mask] - open.data[i & open.mask];
        out.data[i & out.mask] = 0.5 * range * range - bodyWeight * body * body;
      }
    }),
};

/** 20 bars and 252 of them per year by default. */
export function garmanKlassVolatility(
  { open, high, low, close }: Pick<BarSeries, 'open' | 'high' | 'low' | 'close'>,
  options: VolatilityOptions = {},
): Column {
  const [variance] = open.graph.derive(varianceKind, [open, high, low, close].map(logPrice), {});
  return annualised(variance, options);
}
