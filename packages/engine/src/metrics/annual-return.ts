import type { Metric } from './metric.ts';

/** Geometric: what one year earned on average, compounding. */
export const annualReturn: Metric = {
  name: 'annualReturn',
  unit: 'fraction',
  definition: '(final equity / capital)^(periods per year / trading days) − 1, 252 or 365 periods.',
  undefinedWhen: 'there is no bar in the range, or the equity ended at or below zero',
  compute: ({ equity, capital, dailyReturns, periodsPerYear }) => {
    const growth = equity[equity.length - 1] / capital;
    return growth > 0 ? growth ** (periodsPerYear / dailyReturns.length) - 1 : Number.NaN;
  },
};
