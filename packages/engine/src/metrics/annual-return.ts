import type { Metric } from './metric.ts';
import { compoundReturn } from './total-return.ts';

/** What one year earned on average, compounding: (Π(1 + r))^(periods per year / periods) − 1. */
export function annualisedReturn(returns: ArrayLike<number>, periodsPerYear: number): number {
  return annualisedGrowth(1 + compoundReturn(returns), returns.length, periodsPerYear);
}

/** `growth`: final / starting value over that many periods; NaN when nothing is left to compound. */
function annualisedGrowth(growth: number, periods: number, periodsPerYear: number): number {
  return growth > 0 && periods > 0 ? growth ** (periodsPerYear / periods) - 1 : Number.NaN;
}

export const annualReturn: Metric = {
  name: 'annualReturn',
  unit: 'fraction',
  definition: '(final equity / capital)^(periods per year / trading days) − 1, 252 or 365 periods.',
  undefinedWhen: 'there is no bar in the range, or the equity ended at or below zero',
  compute: ({ equity, capital, dailyReturns, periodsPerYear }) =>
    annualisedGrowth(equity[equity.length - 1] / capital, dailyReturns.length, periodsPerYear),
};
