import { mean } from '../statistics/moments.ts';
import type { Metric } from './metric.ts';

export const sortinoRatio: Metric = {
  name: 'sortinoRatio',
  unit: 'ratio',
  definition: 'mean of daily returns / √mean(min(r, 0)²) · √periods per year; target 0, all days in the denominator.',
  undefinedWhen: 'no day lost money',
  compute: ({ dailyReturns, periodsPerYear }) => {
    const downside = Math.sqrt(mean(dailyReturns.map((r) => Math.min(r, 0) ** 2)));
    return downside > 0 ? (mean(dailyReturns) / downside) * Math.sqrt(periodsPerYear) : Number.NaN;
  },
};
