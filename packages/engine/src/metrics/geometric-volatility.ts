/**
 * The volatility of compounded annual returns, as backtesting.py prints it ("Volatility (Ann.)"): a named variant beside
 * the plain one (decision 18). Checked against the published GOOG results.
 */
import { mean, variance } from '../statistics/moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';

export const geometricVolatility: Metric = {
  name: 'geometricVolatility',
  unit: 'fraction',
  definition:
    '√((var + (1+g)²)^periods − (1+g)^(2·periods)); var (ddof 1) of daily returns after the first day, g their geometric mean (backtesting.py).',
  undefinedWhen: 'there are fewer than three trading days, or a day lost everything',
  needs: aMonthOfDays,
  compute: ({ dailyReturns, periodsPerYear }) => {
    const growth = 1 + geometricMean(dailyReturns);
    const spread = variance(dailyReturns.subarray(1), 1);
    return Math.sqrt((spread + growth ** 2) ** periodsPerYear - growth ** (2 * periodsPerYear));
  },
};

/** exp(mean(log(1 + r))) − 1. */
function geometricMean(returns: Float64Array): number {
  return Math.exp(mean(returns.map(Math.log1p))) - 1;
}
