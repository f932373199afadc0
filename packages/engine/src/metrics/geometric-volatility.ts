/**
 * The volatility of compounded annual returns, as backtesting.py prints it ("Volatility (Ann.)"): a named variant beside
 * the plain one (decision 18). Checked against the published GOOG results.
 */
import { variance } from '../statistics/moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';

/** √((variance + (1+g)²)^periods − (1+g)^(2·periods)), g the geometric mean and variance of the returns of one period. */
export function compoundedVolatility(geometricMean: number, variance: number, periodsPerYear: number): number {
  const square = (1 + geometricMean) ** 2;
  return Math.sqrt((variance + square) ** periodsPerYear - square ** periodsPerYear);
}

/** exp(mean(log(1 + r))) − 1; NaN once everything was lost. */
export function geometricMean(returns: ArrayLike<number>): number {
  let logs = 0;
  for (let i = 0; i < returns.length; i++) logs += Math.log1p(returns[i]);
  return Math.expm1(logs / returns.length);
}

export const geometricVolatility: Metric = {
  name: 'geometricVolatility',
  unit: 'fraction',
  definition:
    '√((var + (1+g)²)^periods − (1+g)^(2·periods)); var (ddof 1) of daily returns after the first day, g their geometric mean (backtesting.py).',
  undefinedWhen: 'there are fewer than three trading days, or a day lost everything',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) =>
    compoundedVolatility(geometricMean(dailyReturns), variance(dailyReturns.subarray(1), 1), periodsPerYear),
};
