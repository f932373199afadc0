/** How often a trade wins, and how often it wins at least: 3 of 3 is a share of 1 and evidence for .44. */
import { wilsonLowerBound } from '../statistics/wilson.ts';
import type { Metric } from './metric.ts';

const noTrades = 'no trade was closed';

export function wins(pnl: ArrayLike<number>): number {
  let won = 0;
  for (let i = 0; i < pnl.length; i++) if (pnl[i] > 0) won++;
  return won;
}

export const totalTrades: Metric = {
  name: 'totalTrades',
  unit: 'count',
  definition: 'Closed trades; a position still open at the end is not among them.',
  undefinedWhen: 'never',
  compute: ({ pnl }) => pnl.length,
};

export const winRate: Metric = {
  name: 'winRate',
  unit: 'fraction',
  definition: 'Share of closed trades with pnl > 0 after fees.',
  undefinedWhen: noTrades,
  compute: ({ pnl }) => wins(pnl) / pnl.length,
};

export const winRateLowerBound: Metric = {
  name: 'winRateLowerBound',
  unit: 'fraction',
  definition: 'Lower end of the two-sided 95 % Wilson interval (z = 1.96) of the win rate: 13 of 20 give .433.',
  undefinedWhen: noTrades,
  compute: ({ pnl }) => wilsonLowerBound(wins(pnl), pnl.length),
};

export const maxConsecutiveLosses: Metric = {
  name: 'maxConsecutiveLosses',
  unit: 'count',
  definition: 'Longest run of closed trades with pnl < 0, in the order in which they were closed.',
  undefinedWhen: 'never',
  compute: ({ pnl }) => {
    let run = 0;
    let longest = 0;
    for (let i = 0; i < pnl.length; i++) {
      run = pnl[i] < 0 ? run + 1 : 0;
      if (run > longest) longest = run;
    }
    return longest;
  },
};
