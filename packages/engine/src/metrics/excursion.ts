/**
 * How far trades went against and for their holder before they were closed: what a stop or a target would have met.
 * Sweeney, "Maximum Adverse Excursion" (1996). Fractions of the entry price, before fees.
 */
import type { Metric, Sample } from './metric.ts';

const noTrades = 'no trade was closed';

export const averageAdverseExcursion: Metric = {
  name: 'averageAdverseExcursion',
  unit: 'fraction',
  definition: 'Mean over closed trades of the worst open loss on the way (MAE), as fraction of the entry price, ≤ 0.',
  undefinedWhen: noTrades,
  compute: (sample) => meanExcursion(sample, 'maxAdverse'),
};

export const worstAdverseExcursion: Metric = {
  name: 'worstAdverseExcursion',
  unit: 'fraction',
  definition: 'Largest open loss of any closed trade on the way, as fraction of the entry price, ≤ 0.',
  undefinedWhen: noTrades,
  compute: ({ trades }) => {
    if (trades.length === 0) return Number.NaN;
    return trades.reduce((worst, trade) => Math.min(worst, trade.maxAdverse), 0);
  },
};

export const averageFavourableExcursion: Metric = {
  name: 'averageFavourableExcursion',
  unit: 'fraction',
  definition: 'Mean over closed trades of the best open gain on the way (MFE), as fraction of the entry price, ≥ 0.',
  undefinedWhen: noTrades,
  compute: (sample) => meanExcursion(sample, 'maxFavourable'),
};

export const edgeRatio: Metric = {
  name: 'edgeRatio',
  unit: 'ratio',
  definition: 'Mean best open gain / mean worst open loss on the way (MFE / |MAE|): above 1 entries have an edge.',
  undefinedWhen: 'no trade was closed, or none was ever under water',
  compute: (sample) => {
    const against = -meanExcursion(sample, 'maxAdverse');
    return against > 0 ? meanExcursion(sample, 'maxFavourable') / against : Number.NaN;
  },
};

function meanExcursion({ trades }: Sample, side: 'maxAdverse' | 'maxFavourable'): number {
  return trades.reduce((sum, trade) => sum + trade[side], 0) / trades.length;
}
