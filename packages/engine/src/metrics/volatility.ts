import { standardDeviation } from '../statistics/moments.ts';
import type { Metric } from './metric.ts';

export const annualVolatility: Metric = {
  name: 'annualVolatility',
  unit: 'fraction',
  definition: 'Standard deviation (ddof 1) of daily simple returns · √periods per year.',
  undefinedWhen: 'there are fewer than two trading days',
  compute: ({ dailyReturns, periodsPerYear }) => standardDeviation(dailyReturns, 1) * Math.sqrt(periodsPerYear),
};
