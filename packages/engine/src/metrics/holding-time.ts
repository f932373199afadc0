/** How long a position lives, from the fill that opened it to the fill that closed it. */
import type { Trade } from '../model/fact.ts';
import { dayMs } from '../time/timeframe.ts';
import type { Metric } from './metric.ts';

export const averageHoldingDays: Metric = {
  name: 'averageHoldingDays',
  unit: 'days',
  definition: 'Mean time from entry to exit of a closed trade, in calendar days.',
  undefinedWhen: 'no trade was closed',
  compute: ({ trades }) => trades.reduce((sum, trade) => sum + holdingDays(trade), 0) / trades.length,
};

export const maxHoldingDays: Metric = {
  name: 'maxHoldingDays',
  unit: 'days',
  definition: 'Longest time from entry to exit of a closed trade, in calendar days.',
  undefinedWhen: 'no trade was closed',
  compute: ({ trades }) => {
    if (trades.length === 0) return Number.NaN;
    return trades.reduce((longest, trade) => Math.max(longest, holdingDays(trade)), 0);
  },
};

function holdingDays(trade: Trade): number {
  return (trade.exitTs - trade.entryTs) / dayMs;
}
