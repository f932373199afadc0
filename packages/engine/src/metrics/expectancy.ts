/** What the next trade is worth, if it is like the ones before: in money, and in units of what was risked. */
import type { Trade } from '../model/fact.ts';
import { mean } from '../statistics/moments.ts';
import type { Metric } from './metric.ts';

/** A trade that may know what it risked: |entry − initial stop| · quantity · multiplier, money > 0. */
export type RiskedTrade = Pick<Trade, 'pnl'> & { readonly initialRisk?: number | null };

/**
 * Result in R: pnl / initial risk, or pnl / `oneR` for a trade without a stop. Null when a trade has neither: a mean over
 * the others would speak of other trades.
 */
export function rMultiples(trades: readonly RiskedTrade[], oneR: number | null): Float64Array | null {
  const results = new Float64Array(trades.length);
  for (let i = 0; i < trades.length; i++) {
    const risk = trades[i].initialRisk ?? oneR;
    if (risk === null || !(risk > 0)) return null;
    results[i] = trades[i].pnl / risk;
  }
  return results;
}

export const expectancy: Metric = {
  name: 'expectancy',
  unit: 'money',
  definition: 'Mean pnl of a closed trade.',
  undefinedWhen: 'no trade was closed',
  compute: ({ pnl }) => mean(pnl),
};

export const expectancyR: Metric = {
  name: 'expectancyR',
  unit: 'ratio',
  definition: 'Mean of pnl / initial risk (entry to initial stop); without a stop pnl / the money per 1 R of the run.',
  undefinedWhen: 'no trade was closed, or a trade had no initial stop while the run names no money per 1 R',
  compute: ({ trades, oneR }) => {
    const results = rMultiples(trades, oneR);
    return results === null ? Number.NaN : mean(results);
  },
};
