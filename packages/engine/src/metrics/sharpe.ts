import { mean, standardDeviation } from '../statistics/moments.ts';
import type { Metric } from './metric.ts';

export const sharpeRatio: Metric = {
  name: 'sharpeRatio',
  unit: 'ratio',
  definition: 'mean / standard deviation (ddof 1) of daily simple returns · √periods per year; risk-free rate 0.',
  undefinedWhen: 'there are fewer than two trading days, or the equity never moved',
  compute: ({ dailyReturns, periodsPerYear }) => {
    const deviation = standardDeviation(dailyReturns, 1);
    return deviation > 0 ? (mean(dailyReturns) / deviation) * Math.sqrt(periodsPerYear) : Number.NaN;
  },
};
