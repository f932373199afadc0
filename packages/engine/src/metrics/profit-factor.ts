/** Won over lost: above 1 the closed trades made money. */
import type { Metric } from './metric.ts';

/** Sum of the gains / sum of the losses; NaN without a loss. */
export function wonOverLost(gains: ArrayLike<number>): number {
  let won = 0;
  let lost = 0;
  for (let i = 0; i < gains.length; i++) {
    if (gains[i] > 0) won += gains[i];
    else lost -= gains[i];
  }
  return lost > 0 ? won / lost : Number.NaN;
}

/** Mean gain of the winners / mean loss of the losers; NaN without one or the other. */
export function payoff(gains: ArrayLike<number>): number {
  let won = 0;
  let lost = 0;
  for (let i = 0; i < gains.length; i++) {
    if (gains[i] > 0) won++;
    else if (gains[i] < 0) lost++;
  }
  return won > 0 ? (wonOverLost(gains) * lost) / won : Number.NaN;
}

export const profitFactor: Metric = {
  name: 'profitFactor',
  unit: 'ratio',
  definition: 'Money won / money lost over the closed trades.',
  undefinedWhen: 'no closed trade lost money',
  compute: ({ pnl }) => wonOverLost(pnl),
};

export const payoffRatio: Metric = {
  name: 'payoffRatio',
  unit: 'ratio',
  definition: 'Mean pnl of the winning trades / mean loss of the losing ones.',
  undefinedWhen: 'no closed trade won, or none lost money',
  compute: ({ pnl }) => payoff(pnl),
};

export const returnProfitFactor: Metric = {
  name: 'returnProfitFactor',
  unit: 'ratio',
  definition:
    'Sum of positive trade returns / sum of negative ones (the "Profit Factor" of backtesting.py): small trades weigh as much as large ones.',
  undefinedWhen: 'no closed trade lost money',
  compute: ({ tradeReturns }) => wonOverLost(tradeReturns),
};
