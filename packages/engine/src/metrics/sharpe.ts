/**
 * What a unit of risk earned. Sharpe, "The Sharpe ratio", J. Portfolio Management 21 (1994). Other houses annualise
 * geometrically: those are `geometricSharpe` and `leanSharpe`.
 */
import { mean, standardDeviation } from '../statistics/moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';

/** mean / standard deviation (ddof 1) · √periods per year, over a risk-free rate per period. */
export function sharpe(returns: ArrayLike<number>, periodsPerYear: number, riskFree = 0): number {
  return perRisk(mean(returns) - riskFree, standardDeviation(returns, 1)) * Math.sqrt(periodsPerYear);
}

export const sharpeRatio: Metric = {
  name: 'sharpeRatio',
  unit: 'ratio',
  definition: 'mean / standard deviation (ddof 1) of daily simple returns · √periods per year; risk-free rate 0.',
  undefinedWhen: 'there are fewer than two trading days, or the equity never moved',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) => sharpe(dailyReturns, periodsPerYear),
};
