/** Returns of the closed trades: pnl after fees / entry notional. */
import type { Trade } from '../model/fact.ts';
import { largest, smallest } from '../statistics/extremes.ts';
import { mean } from '../statistics/moments.ts';
import { geometricMean } from './geometric-volatility.ts';
import type { Metric } from './metric.ts';

const noTrades = 'no trade was closed';

/** Gain after fees as fraction of the entry notional. */
export function tradeReturn(trade: Trade): number {
  return trade.pnl / trade.entryNotional;
}

export const averageTrade: Metric = {
  name: 'averageTrade',
  unit: 'fraction',
  definition: 'Arithmetic mean of pnl / entry notional (the "Expectancy" of backtesting.py).',
  undefinedWhen: noTrades,
  compute: ({ tradeReturns }) => mean(tradeReturns),
};

export const geometricAverageTrade: Metric = {
  name: 'geometricAverageTrade',
  unit: 'fraction',
  definition: 'Geometric mean of 1 + pnl / entry notional, minus 1 (the "Avg. Trade" of backtesting.py).',
  undefinedWhen: 'no trade was closed, or one lost its notional or more',
  compute: ({ tradeReturns }) => geometricMean(tradeReturns),
};

export const bestTrade: Metric = {
  name: 'bestTrade',
  unit: 'fraction',
  definition: 'Largest pnl / entry notional of a closed trade.',
  undefinedWhen: noTrades,
  compute: ({ tradeReturns }) => largest(tradeReturns),
};

export const worstTrade: Metric = {
  name: 'worstTrade',
  unit: 'fraction',
  definition: 'Smallest pnl / entry notional of a closed trade.',
  undefinedWhen: noTrades,
  compute: ({ tradeReturns }) => smallest(tradeReturns),
};
