/** Figures of the list of closed trades. Pnl is after fees; a trade's return is pnl / entry notional. */

import type { Trade } from '../model/fact.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import type { Metric, Sample } from './metric.ts';

const noTrades = 'no trade was closed';

/** Gain after fees as fraction of the entry notional. */
export function tradeReturn(trade: Trade): number {
  return trade.pnl / trade.entryNotional;
}

const returns = ({ trades }: Sample) => trades.map(tradeReturn);

export const totalTrades: Metric = {
  name: 'totalTrades',
  unit: 'count',
  definition: 'Closed trades; a position still open at the end is not among them.',
  undefinedWhen: 'never',
  compute: ({ trades }) => trades.length,
};

export const winRate: Metric = {
  name: 'winRate',
  unit: 'fraction',
  definition: 'Share of closed trades with pnl > 0 after fees.',
  undefinedWhen: noTrades,
  compute: ({ trades }) => trades.filter((trade) => trade.pnl > 0).length / trades.length,
};

export const bestTrade: Metric = {
  name: 'bestTrade',
  unit: 'fraction',
  definition: 'Largest pnl / entry notional of a closed trade.',
  undefinedWhen: noTrades,
  compute: (sample) => (sample.trades.length > 0 ? Math.max(...returns(sample)) : Number.NaN),
};

export const worstTrade: Metric = {
  name: 'worstTrade',
  unit: 'fraction',
  definition: 'Smallest pnl / entry notional of a closed trade.',
  undefinedWhen: noTrades,
  compute: (sample) => (sample.trades.length > 0 ? Math.min(...returns(sample)) : Number.NaN),
};

export const averageTrade: Metric = {
  name: 'averageTrade',
  unit: 'fraction',
  definition: 'Arithmetic mean of pnl / entry notional.',
  undefinedWhen: noTrades,
  compute: (sample) => mean(returns(sample)),
};

export const geometricAverageTrade: Metric = {
  name: 'geometricAverageTrade',
  unit: 'fraction',
  definition: 'Geometric mean of 1 + pnl / entry notional, minus 1 (the "Avg. Trade" of backtesting.py).',
  undefinedWhen: 'no trade was closed, or one lost more than its notional',
  compute: (sample) => Math.exp(mean(returns(sample).map(Math.log1p))) - 1,
};

export const profitFactor: Metric = {
  name: 'profitFactor',
  unit: 'ratio',
  definition: 'Money won / money lost over the closed trades.',
  undefinedWhen: 'no closed trade lost money',
  compute: ({ trades }) => wonOverLost(trades.map((trade) => trade.pnl)),
};

export const returnProfitFactor: Metric = {
  name: 'returnProfitFactor',
  unit: 'ratio',
  definition: 'Sum of positive trade returns / sum of negative ones (the "Profit Factor" of backtesting.py).',
  undefinedWhen: 'no closed trade lost money',
  compute: (sample) => wonOverLost(returns(sample)),
};

export const expectancy: Metric = {
  name: 'expectancy',
  unit: 'money',
  definition: 'Mean pnl of a closed trade.',
  undefinedWhen: noTrades,
  compute: ({ trades }) => mean(trades.map((trade) => trade.pnl)),
};

export const systemQuality: Metric = {
  name: 'systemQuality',
  unit: 'ratio',
  definition: '√trades · mean pnl / standard deviation (ddof 1) of pnl (Van Tharp, SQN).',
  undefinedWhen: 'there are fewer than two closed trades, or all have the same pnl',
  compute: ({ trades }) => {
    const pnl = trades.map((trade) => trade.pnl);
    const deviation = standardDeviation(pnl, 1);
    return deviation > 0 ? (Math.sqrt(pnl.length) * mean(pnl)) / deviation : Number.NaN;
  },
};

function wonOverLost(gains: readonly number[]): number {
  let won = 0;
  let lost = 0;
  for (const gain of gains) {
    if (gain > 0) won += gain;
    else lost -= gain;
  }
  return lost > 0 ? won / lost : Number.NaN;
}
