/**
 * What the estimators of realised volatility share: their options and the last step, from a sum of variances over the
 * window to a volatility per year.
 *
 *   volatility = sqrt(sum · periodsPerYear / period)
 *
 * A fraction per year: 0.2 is 20 %.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';
import { sum } from './sum.ts';

export interface VolatilityOptions {
  readonly period?: number;
  /** Bars per year: 252 for daily bars of an exchange, 1 for the volatility per bar. */
  readonly periodsPerYear?: number;
}

interface Options {
  readonly factor: number;
}

export const annualisedKind: IndicatorKind<Options> = {
  name: 'annualised',
  inputs: 1,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([input], { factor }) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) out.data[i & out.mask] = Math.sqrt(factor * input.data[i & input.mask]);
    }),
};

/** Volatility per year from the variance of each bar; 20 bars and 252 of them per year by default. */
export function annualised(variance: Column, options: VolatilityOptions): Column {
  const { period = 20, periodsPerYear = 252 } = options;
  requirePeriodsPerYear(periodsPerYear);
  return variance.graph.derive(annualisedKind, [sum(variance, period)], { factor: periodsPerYear / period })[0];
}

export function requirePeriodsPerYear(found: number): void {
  if (!(found > 0)) throw new RangeError(`realised volatility: periodsPerYear must be > 0; found ${found}`);
}
