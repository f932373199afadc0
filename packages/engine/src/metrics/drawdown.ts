/**
 * Drawdowns: how far equity stood below its highest value so far, the pain a holder sits through. Fractions ≤ 0
 * (decision 18). The starting capital counts as the first peak.
 */
import { dayMs } from '../time/timeframe.ts';
import type { Metric } from './metric.ts';

/** All falls of an equity curve; one reaches from a peak to the first mark at or above it, an open one to the end. */
export interface Drawdowns {
  /** Fractions ≤ 0. */
  readonly deepest: number;
  readonly depthSum: number;
  /** At the last mark. */
  readonly current: number;
  readonly count: number;
  readonly longestMs: number;
  readonly durationSumMs: number;
}

/** One pass; `start` is the value before the first mark. */
export function drawdowns(equity: ArrayLike<number>, ts: ArrayLike<number>, start: number): Drawdowns {
  let deepest = 0;
  let depthSum = 0;
  let count = 0;
  let longestMs = 0;
  let durationSumMs = 0;
  let peak = start;
  let peakTs = ts[0];
  let low = start;
  const last = equity.length - 1;
  for (let i = 0; i <= last; i++) {
    const value = equity[i];
    if (value < low) low = value;
    if (value < peak && i < last) continue;
    if (low < peak) {
      const depth = low / peak - 1;
      const duration = ts[i] - peakTs;
      if (depth < deepest) deepest = depth;
      if (duration > longestMs) longestMs = duration;
      depthSum += depth;
      durationSumMs += duration;
      count++;
    }
    if (value < peak) break;
    peak = value;
    peakTs = ts[i];
    low = value;
  }
  const current = last < 0 ? Number.NaN : equity[last] / peak - 1;
  return { deepest, depthSum, current, count, longestMs, durationSumMs };
}

/** Lowest compounded value / highest so far − 1; NaN of no returns. */
export function deepestDrawdown(returns: ArrayLike<number>): number {
  if (returns.length === 0) return Number.NaN;
  let value = 1;
  let peak = 1;
  let deepest = 0;
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i];
    if (value > peak) peak = value;
    else if (value / peak - 1 < deepest) deepest = value / peak - 1;
  }
  return deepest;
}

const noFall = 'equity never fell below its peak';

export const maxDrawdown: Metric = {
  name: 'maxDrawdown',
  unit: 'fraction',
  definition: 'Lowest value of equity / highest equity so far − 1, at every mark.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ equity, drawdowns }) => (equity.length === 0 ? Number.NaN : drawdowns.deepest),
};

export const averageDrawdown: Metric = {
  name: 'averageDrawdown',
  unit: 'fraction',
  definition: 'Mean of the deepest points of all drawdowns, a drawdown reaching from one peak to its recovery.',
  undefinedWhen: noFall,
  compute: ({ drawdowns }) => drawdowns.depthSum / drawdowns.count,
};

export const currentDrawdown: Metric = {
  name: 'currentDrawdown',
  unit: 'fraction',
  definition: 'Last equity / highest equity − 1: how far the run ended below its peak.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ drawdowns }) => drawdowns.current,
};

export const maxDrawdownDays: Metric = {
  name: 'maxDrawdownDays',
  unit: 'days',
  definition:
    'Longest time from a peak to the first mark at or above it, in calendar days; an open one ends at the last bar.',
  undefinedWhen: noFall,
  compute: ({ drawdowns }) => (drawdowns.count > 0 ? drawdowns.longestMs / dayMs : Number.NaN),
};

export const averageDrawdownDays: Metric = {
  name: 'averageDrawdownDays',
  unit: 'days',
  definition: 'Mean time from a peak to the first mark at or above it, in calendar days, over all drawdowns.',
  undefinedWhen: noFall,
  compute: ({ drawdowns }) => drawdowns.durationSumMs / drawdowns.count / dayMs,
};
