/** What a unit of downside risk earned. Sortino and van der Meer, J. Portfolio Management 17 (1991). */
import { mean } from '../statistics/moments.ts';
import { downside } from './downside-deviation.ts';
import { aMonthOfDays, type Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';

/** mean over the target / downside deviation · √periods per year, target per period. */
export function sortino(returns: ArrayLike<number>, periodsPerYear: number, target = 0): number {
  return perRisk(mean(returns) - target, downside(returns, target)) * Math.sqrt(periodsPerYear);
}

export const sortinoRatio: Metric = {
  name: 'sortinoRatio',
  unit: 'ratio',
  definition: 'mean of daily returns / √mean(min(r, 0)²) · √periods per year; target 0, all days in the denominator.',
  undefinedWhen: 'no day lost money',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) => sortino(dailyReturns, periodsPerYear),
};
