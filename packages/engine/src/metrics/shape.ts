/** The shape of the distribution of daily returns: what volatility does not say. */
import { kurtosis, skewness } from '../statistics/moments.ts';
import { quantile } from '../statistics/quantile.ts';
import { type Metric, thirtyDays } from './metric.ts';
import { perRisk } from './per-risk.ts';

/** |95 % quantile| / |5 % quantile|: above 1 the good tail is longer than the bad one. */
export function tails(returns: ArrayLike<number>): number {
  return perRisk(Math.abs(quantile(returns, 0.95)), Math.abs(quantile(returns, 0.05)));
}

export const returnSkewness: Metric = {
  name: 'skewness',
  unit: 'ratio',
  definition: 'm₃ / m₂^1.5 of daily returns (population): negative when rare large losses face many small gains.',
  undefinedWhen: 'the equity never moved',
  needs: thirtyDays,
  compute: ({ dailyReturns }) => skewness(dailyReturns),
};

export const returnKurtosis: Metric = {
  name: 'kurtosis',
  unit: 'ratio',
  definition:
    'm₄ / m₂² of daily returns (population), not in excess: 3 for a normal distribution, more with fat tails.',
  undefinedWhen: 'the equity never moved',
  needs: thirtyDays,
  compute: ({ dailyReturns }) => kurtosis(dailyReturns),
};

export const tailRatio: Metric = {
  name: 'tailRatio',
  unit: 'ratio',
  definition: '|95 % quantile| / |5 % quantile| of daily returns.',
  undefinedWhen: 'fewer than one day in twenty moved the equity',
  needs: { count: 100, of: 'trading days' },
  compute: ({ dailyReturns }) => tails(dailyReturns),
};
