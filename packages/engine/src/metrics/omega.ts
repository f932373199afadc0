/**
 * Omega: everything won above a threshold over everything lost below it, the whole distribution instead of two moments.
 * Keating and Shadwick, "A universal performance measure" (2002). At threshold 0 also known as Bernardo–Ledoit ratio.
 */
import { lowerPartialMoment, upperPartialMoment } from '../statistics/partial-moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';

/** Σ max(r − threshold, 0) / Σ max(threshold − r, 0), threshold per period. */
export function omega(returns: ArrayLike<number>, threshold = 0): number {
  return perRisk(upperPartialMoment(returns, threshold, 1), lowerPartialMoment(returns, threshold, 1));
}

export const omegaRatio: Metric = {
  name: 'omegaRatio',
  unit: 'ratio',
  definition: 'Sum of positive daily returns / sum of negative ones; threshold 0.',
  undefinedWhen: 'no day lost money',
  needs: aMonthOfDays,
  compute: ({ dailyReturns }) => omega(dailyReturns),
};
