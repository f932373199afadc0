import { aMonthOfDays, type Metric } from './metric.ts';

export const turnover: Metric = {
  name: 'turnover',
  unit: 'ratio',
  definition: 'Value bought and sold / mean equity, per year: 2 = the whole account was bought and sold once a year.',
  undefinedWhen: 'the run does not say what it traded, or the equity was not positive on average',
  needs: aMonthOfDays,
  compute: ({ traded, exposures, dailyReturns, periodsPerYear }) => {
    if (traded === null || !(exposures.meanEquity > 0)) return Number.NaN;
    return (traded / exposures.meanEquity) * (periodsPerYear / dailyReturns.length);
  },
};
