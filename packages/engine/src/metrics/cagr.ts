import { daysPerYear } from '../time/periods.ts';
import { dayMs } from '../time/timeframe.ts';
import type { Metric } from './metric.ts';

export const cagr: Metric = {
  name: 'cagr',
  unit: 'fraction',
  definition: '(final equity / capital)^(365.25 / calendar days from first to last bar) − 1.',
  undefinedWhen: 'the range is shorter than a day, or the equity ended at or below zero',
  compute: ({ equity, capital, ts }) => {
    const days = (ts[ts.length - 1] - ts[0]) / dayMs;
    const growth = equity[equity.length - 1] / capital;
    return days >= 1 && growth > 0 ? growth ** (daysPerYear / days) - 1 : Number.NaN;
  },
};
