/** The extremes of the daily returns and how many of them won. */
import { largest, smallest } from '../statistics/extremes.ts';
import type { Metric } from './metric.ts';

const noDay = 'there is no trading day in the range';

export const bestDay: Metric = {
  name: 'bestDay',
  unit: 'fraction',
  definition: 'Largest simple return of a trading day.',
  undefinedWhen: noDay,
  compute: ({ dailyReturns }) => largest(dailyReturns),
};

export const worstDay: Metric = {
  name: 'worstDay',
  unit: 'fraction',
  definition: 'Smallest simple return of a trading day.',
  undefinedWhen: noDay,
  compute: ({ dailyReturns }) => smallest(dailyReturns),
};

export const winningDays: Metric = {
  name: 'winningDays',
  unit: 'fraction',
  definition: 'Share of trading days with a return above 0; days without a position are days too.',
  undefinedWhen: noDay,
  compute: ({ dailyReturns }) => dailyReturns.reduce((won, r) => won + (r > 0 ? 1 : 0), 0) / dailyReturns.length,
};
