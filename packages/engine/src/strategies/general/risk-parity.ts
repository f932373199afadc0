/**
 * Risk parity: hold everything, each position with the same part in the risk of the whole, so that the quiet assets count
 * as much as the loud ones; look again every month.
 *
 *   r  = ln(close / close before), over the last `lookback` moments at which all have a bar;  Σ = covariance of r
 *   equal_risk           wᵢ · (Σw)ᵢ equal for all i
 *   inverse_volatility   wᵢ ∝ 1 / σᵢ: the same where all correlations are equal
 *
 * An instrument joins once it has a look-back of history. A price that does not move has no risk to parcel out: while
 * there is one, nothing is decided.
 */
import { closeVolatility } from '../../indicators/close-volatility.ts';
import type { Reading } from '../../indicators/column-graph.ts';
import { choice, integer, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';
import { equalRiskWeights, inverseVolatilityWeights } from './equal-risk-weights.ts';
import { rebalance } from './rebalance.ts';

interface Priced {
  readonly ts: Reading;
  readonly close: Reading;
}

/** Twice the longest look-back: room for calendars that often differ. */
const maximumAgo = 500;

export const riskParity = defineStrategy({
  id: 'risk-parity',
  name: 'Risk parity',
  assetClasses: ['equity', 'etf', 'crypto'],
  idea: 'Nobody knows which asset will do best; risks spread evenly earn every premium and depend on none of them.',
  source: 'Maillard, Roncalli, Teïletche, Journal of Portfolio Management 36 (2010)',
  instruments: ['SPY', 'EEM', 'TLT', 'GLD'],
  maximumAgo,
  parameters: {
    lookback: integer({
      default: 60,
      min: 2,
      max: maximumAgo / 2,
      grid: [60, 120, 250],
      description: 'Returns of which the covariance is taken',
    }),
    method: choice({
      default: 'equal_risk',
      choices: ['equal_risk', 'inverse_volatility'],
      grid: ['equal_risk', 'inverse_volatility'],
      description: 'Whether correlations count, or only volatilities',
    }),
    every: integer({
      default: 21,
      min: 1,
      max: 1000,
      grid: [21],
      description: 'Slices from one rebalancing to the next; 21 sessions are a month',
    }),
    invested: number({
      default: 0.98,
      min: 0.01,
      max: 1,
      grid: [0.98],
      description: 'Share of equity in all positions together; the rest pays fees and gaps of the open',
    }),
  },
  columns: ({ ts, close }, { lookback }) => ({
    ts,
    close,
    volatility: closeVolatility(close, { period: lookback, periodsPerYear: 1 }),
  }),
  onSlice: (context) => {
    const { index, columns, parameters } = context;
    const { lookback, method, every, invested } = parameters;
    if (index % every !== 0) return;
    const slots = columns.flatMap(({ volatility }, slot) => (Number.isNaN(volatility.now) ? [] : [slot]));
    if (slots.length === 0) return;
    const chosen = slots.map((slot) => columns[slot]);
    const parts =
      method === 'equal_risk'
        ? equalRiskParts(chosen, lookback)
        : inverseVolatilityWeights(chosen.map(({ volatility }) => volatility.now));
    if (parts === null) return;
    const weights = new Float64Array(columns.length);
    slots.forEach((slot, k) => {
      weights[slot] = invested * parts[k];
    });
    rebalance(context, weights);
  },
});

function equalRiskParts(chosen: readonly Priced[], lookback: number): Float64Array | null {
  const rows = commonCloses(chosen, lookback + 1);
  return rows === null ? null : equalRiskWeights(covarianceOfReturns(rows, chosen.length));
}

/** Closes of the latest `count` moments at which all have a bar, newest first; null where there are not so many. */
function commonCloses(chosen: readonly Priced[], count: number): number[][] | null {
  const ago = chosen.map(() => 0);
  const rows: number[][] = [];
  while (rows.length < count) {
    if (Math.max(...ago) > maximumAgo) return null;
    const moments = chosen.map(({ ts }, k) => ts.ago(ago[k]));
    const oldest = Math.min(...moments);
    if (Number.isNaN(oldest)) return null;
    const isCommon = moments.every((moment) => moment === oldest);
    if (isCommon) rows.push(chosen.map(({ close }, k) => close.ago(ago[k])));
    // Those that are ahead of the oldest go back; where all stand together, all do.
    for (const k of ago.keys()) if (isCommon || moments[k] > oldest) ago[k]++;
  }
  return rows;
}

/** Of the log returns between rows that follow each other, newest first; sample covariance. */
function covarianceOfReturns(rows: readonly (readonly number[])[], count: number): Float64Array[] {
  const returns = rows.slice(1).map((older, i) => older.map((price, k) => Math.log(rows[i][k] / price)));
  const means = Array.from({ length: count }, (_, k) => returns.reduce((sum, row) => sum + row[k], 0) / returns.length);
  return means.map((meanA, a) =>
    Float64Array.from(means, (meanB, b) => {
      const products = returns.reduce((sum, row) => sum + (row[a] - meanA) * (row[b] - meanB), 0);
      return products / (returns.length - 1);
    }),
  );
}
