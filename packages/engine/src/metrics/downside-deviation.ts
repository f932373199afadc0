/** Spread of the days below a target only: losing fast is risk, winning fast is not. */
import { lowerPartialMoment } from '../statistics/partial-moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';

/** √mean(min(r − target, 0)²), all returns in the mean; per period, target per period. */
export function downside(returns: ArrayLike<number>, target = 0): number {
  return Math.sqrt(lowerPartialMoment(returns, target, 2));
}

export const downsideDeviation: Metric = {
  name: 'downsideDeviation',
  unit: 'fraction',
  definition: '√mean(min(r, 0)²) of daily simple returns · √periods per year; target 0, all days in the mean.',
  undefinedWhen: 'there is no trading day in the range',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) => downside(dailyReturns) * Math.sqrt(periodsPerYear),
};
