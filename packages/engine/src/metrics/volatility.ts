import { standardDeviation } from '../statistics/moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';

/** Standard deviation (ddof 1) · √periods per year. */
export function volatility(returns: ArrayLike<number>, periodsPerYear: number): number {
  return standardDeviation(returns, 1) * Math.sqrt(periodsPerYear);
}

export const annualVolatility: Metric = {
  name: 'annualVolatility',
  unit: 'fraction',
  definition: 'Standard deviation (ddof 1) of daily simple returns · √periods per year.',
  undefinedWhen: 'there are fewer than two trading days',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) => volatility(dailyReturns, periodsPerYear),
};
