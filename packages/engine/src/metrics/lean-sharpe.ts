import { mean } from '../statistics/moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';
import { volatility } from './volatility.ts';

/** ((1 + mean)^periods − 1 − riskFree) / volatility, the risk-free rate per year: LEAN compounds the mean, not the path. */
export function leanSharpeOf(returns: ArrayLike<number>, periodsPerYear: number, riskFree = 0): number {
  return perRisk((1 + mean(returns)) ** periodsPerYear - 1 - riskFree, volatility(returns, periodsPerYear));
}

export const leanSharpe: Metric = {
  name: 'leanSharpe',
  unit: 'ratio',
  definition:
    '((1 + mean daily return)^periods − 1) / (standard deviation (ddof 1) · √periods) (LEAN "Sharpe Ratio" at rate 0).',
  undefinedWhen: 'there are fewer than two trading days, or the equity never moved',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) => leanSharpeOf(dailyReturns, periodsPerYear),
};
