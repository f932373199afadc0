/**
 * Value at risk: the daily return that is undercut on 5 (or 1) of 100 days; conditional value at risk (expected
 * shortfall): the mean of the days beyond it. Returns as they are, so losses are negative. Historical: the days that
 * were; parametric: a normal distribution with their mean and deviation, which understates fat tails.
 * Rockafellar and Uryasev, "Optimization of conditional value-at-risk", J. of Risk 2 (2000).
 */
import { mean, standardDeviation } from '../statistics/moments.ts';
import { normalDensity, normalQuantile } from '../statistics/normal.ts';
import { quantile } from '../statistics/quantile.ts';
import { aMonthOfDays, type Metric, type Minimum } from './metric.ts';

/** The `tail` quantile (0.05 for 95 %) of the returns. */
export function historicalVar(returns: ArrayLike<number>, tail: number): number {
  return quantile(returns, tail);
}

/** Mean of the returns at or below the historical value at risk. */
export function historicalCvar(returns: ArrayLike<number>, tail: number): number {
  const limit = historicalVar(returns, tail);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < returns.length; i++) {
    if (returns[i] > limit) continue;
    sum += returns[i];
    count++;
  }
  return sum / count;
}

/** mean + deviation (ddof 1) · Φ⁻¹(tail). */
export function parametricVar(returns: ArrayLike<number>, tail: number): number {
  return mean(returns) + standardDeviation(returns, 1) * normalQuantile(tail);
}

/** mean − deviation (ddof 1) · φ(Φ⁻¹(tail)) / tail. */
export function parametricCvar(returns: ArrayLike<number>, tail: number): number {
  return mean(returns) - (standardDeviation(returns, 1) * normalDensity(normalQuantile(tail))) / tail;
}

/** A tail is seen only when about five days lie in it. */
const daysFor = (tail: number): Minimum => ({ count: Math.round(5 / tail), of: 'trading days' });

const [five, one] = [0.05, 0.01];
const daily = { unit: 'fraction', undefinedWhen: 'there are fewer than two trading days' } as const;

export const valueAtRisk: readonly Metric[] = [
  {
    ...daily,
    name: 'valueAtRisk95',
    definition: '5 % quantile of daily returns, interpolated between order statistics; a loss is negative.',
    needs: daysFor(five),
    compute: ({ dailyReturns }) => historicalVar(dailyReturns, five),
  },
  {
    ...daily,
    name: 'valueAtRisk99',
    definition: '1 % quantile of daily returns, interpolated between order statistics; a loss is negative.',
    needs: daysFor(one),
    compute: ({ dailyReturns }) => historicalVar(dailyReturns, one),
  },
  {
    ...daily,
    name: 'conditionalValueAtRisk95',
    definition: 'Mean of the daily returns at or below valueAtRisk95 (expected shortfall).',
    needs: daysFor(five),
    compute: ({ dailyReturns }) => historicalCvar(dailyReturns, five),
  },
  {
    ...daily,
    name: 'conditionalValueAtRisk99',
    definition: 'Mean of the daily returns at or below valueAtRisk99 (expected shortfall).',
    needs: daysFor(one),
    compute: ({ dailyReturns }) => historicalCvar(dailyReturns, one),
  },
  {
    ...daily,
    name: 'parametricValueAtRisk95',
    definition: 'mean − 1.645 standard deviations (ddof 1) of daily returns: 5 % quantile if they were normal.',
    needs: aMonthOfDays,
    compute: ({ dailyReturns }) => parametricVar(dailyReturns, five),
  },
  {
    ...daily,
    name: 'parametricValueAtRisk99',
    definition: 'mean − 2.326 standard deviations (ddof 1) of daily returns: 1 % quantile if they were normal.',
    needs: aMonthOfDays,
    compute: ({ dailyReturns }) => parametricVar(dailyReturns, one),
  },
  {
    ...daily,
    name: 'parametricConditionalValueAtRisk95',
    definition:
      'Mean of the worst 5 % of days if daily returns were normal: mean − 2.063 standard deviations (ddof 1).',
    needs: aMonthOfDays,
    compute: ({ dailyReturns }) => parametricCvar(dailyReturns, five),
  },
  {
    ...daily,
    name: 'parametricConditionalValueAtRisk99',
    definition:
      'Mean of the worst 1 % of days if daily returns were normal: mean − 2.665 standard deviations (ddof 1).',
    needs: aMonthOfDays,
    compute: ({ dailyReturns }) => parametricCvar(dailyReturns, one),
  },
];
