/**
 * Cross-sectional momentum: rank the instruments by their return over the look-back, hold the best few in equal parts and
 * look again every so many slices. What has not risen is not held, however it ranks; its part stays in cash.
 *
 *   return = close / close[lookback bars ago] − 1
 *   weight = invested / hold for the `hold` highest returns above 0, else 0; equal returns rank as the instruments stand
 */
import { rateOfChange } from '../../indicators/rate-of-change.ts';
import { integer, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';
import { rebalance } from './rebalance.ts';

export const crossSectionalMomentum = defineStrategy({
  id: 'cross-sectional-momentum',
  name: 'Cross-sectional momentum',
  assetClasses: ['equity', 'etf', 'crypto'],
  idea: 'Winners of the last months beat losers over the next: news spreads slowly, and funds buy what has already risen.',
  source: 'Jegadeesh and Titman, Journal of Finance 48 (1993); G. Antonacci, Dual Momentum Investing (2014)',
  instruments: ['AAPL', 'MSFT', 'GOOG', 'AMZN', 'NVDA', 'JPM', 'XOM'],
  maximumAgo: 0,
  parameters: {
    lookback: integer({
      default: 126,
      min: 1,
      max: 2000,
      grid: [63, 126, 252],
      description: 'Bars over which returns are ranked',
    }),
    hold: integer({ default: 3, min: 1, max: 500, grid: [1, 2, 3], description: 'Instruments to hold at most' }),
    every: integer({
      default: 21,
      min: 1,
      max: 1000,
      grid: [5, 21],
      description: 'Slices from one rebalancing to the next; 21 sessions are a month',
    }),
    invested: number({
      default: 0.98,
      min: 0.01,
      max: 1,
      grid: [0.98],
      description: 'Share of equity in all parts together; the rest pays fees and gaps of the open',
    }),
  },
  columns: ({ close }, { lookback }) => ({ past: rateOfChange(close, lookback) }),
  onSlice: (context) => {
    const { index, columns, parameters } = context;
    const { hold, every, invested } = parameters;
    if (index % every !== 0) return;
    const ranked = columns
      .flatMap(({ past }, slot) => (past.now > 0 ? [{ slot, past: past.now }] : []))
      .sort((a, b) => b.past - a.past || a.slot - b.slot);
    const weights = new Float64Array(columns.length);
    for (const { slot } of ranked.slice(0, hold)) weights[slot] = invested / hold;
    rebalance(context, weights);
  },
});
