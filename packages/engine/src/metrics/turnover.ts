import { mean } from '../statistics/moments.ts';
import { aMonthOfDays, type Metric } from './metric.ts';

export const turnover: Metric = {
  name: 'turnover',
  unit: 'ratio',
  definition: 'Value bought and sold / mean equity, per year: 2 = the whole account was bought and sold once a year.',
  undefinedWhen: 'the run does not say what it traded, or the equity was not positive on average',
  needs: aMonthOfDays,
  compute: ({ traded, equity, dailyReturns, periodsPerYear }) => {
    const held = mean(equity);
    if (traded === null || !(held > 0)) return Number.NaN;
    return (traded / held) * (periodsPerYear / dailyReturns.length);
  },
};
