/**
 * Drawdowns: how far equity stood below its highest value so far, the pain a holder sits through. Fractions ≤ 0
 * (decision 18). The starting capital counts as the first peak.
 */
import { dayMs } from '../time/timeframe.ts';
import type { Metric, Sample } from './metric.ts';

export const maxDrawdown: Metric = {
  name: 'maxDrawdown',
  unit: 'fraction',
  definition: 'Lowest value of equity / highest equity so far − 1, at every mark.',
  undefinedWhen: 'there is no bar in the range',
  compute: (sample) => (sample.equity.length === 0 ? Number.NaN : measure(sample).deepest),
};

export const averageDrawdown: Metric = {
  name: 'averageDrawdown',
  unit: 'fraction',
  definition: 'Mean of the deepest points of all drawdowns, a drawdown reaching from one peak to its recovery.',
  undefinedWhen: 'equity never fell below its peak',
  compute: (sample) => {
    const { depths } = measure(sample);
    return depths.length > 0 ? depths.reduce((sum, depth) => sum + depth, 0) / depths.length : Number.NaN;
  },
};

export const maxDrawdownDays: Metric = {
  name: 'maxDrawdownDays',
  unit: 'days',
  definition:
    'Longest time from a peak to the first mark at or above it, in calendar days; an open one ends at the last bar.',
  undefinedWhen: 'equity never fell below its peak',
  compute: (sample) => {
    const { longestMs } = measure(sample);
    return longestMs > 0 ? longestMs / dayMs : Number.NaN;
  },
};

function measure({ equity, ts, capital }: Sample): { deepest: number; depths: number[]; longestMs: number } {
  const depths: number[] = [];
  let peak = capital;
  let peakTs = ts[0];
  let depth = 0;
  let deepest = 0;
  let longestMs = 0;
  for (let i = 0; i < equity.length; i++) {
    if (equity[i] >= peak) {
      if (depth < 0) {
        depths.push(depth);
        longestMs = Math.max(longestMs, ts[i] - peakTs);
        depth = 0;
      }
      peak = equity[i];
      peakTs = ts[i];
      continue;
    }
    depth = Math.min(depth, equity[i] / peak - 1);
    deepest = Math.min(deepest, depth);
  }
  if (depth < 0) {
    depths.push(depth);
    longestMs = Math.max(longestMs, ts[ts.length - 1] - peakTs);
  }
  return { deepest, depths, longestMs };
}
