/** How much of the time the money worked. */
import type { Metric } from './metric.ts';

export interface Exposures {
  /** Marks with a position open. */
  readonly open: number;
  /** Means over all marks, money. */
  readonly meanExposure: number;
  readonly meanEquity: number;
}

/** One pass; the mean exposure is of its absolute value. */
export function exposures(exposure: Float64Array, equity: Float64Array): Exposures {
  let open = 0;
  let exposed = 0;
  let worth = 0;
  for (let i = 0; i < exposure.length; i++) {
    if (exposure[i] !== 0) open++;
    exposed += Math.abs(exposure[i]);
    worth += equity[i];
  }
  return { open, meanExposure: exposed / exposure.length, meanEquity: worth / exposure.length };
}

export const exposureTime: Metric = {
  name: 'exposureTime',
  unit: 'fraction',
  definition: 'Share of bars after which a position was open.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ exposures, exposure }) => exposures.open / exposure.length,
};

export const averageExposure: Metric = {
  name: 'averageExposure',
  unit: 'fraction',
  definition: 'Mean |exposure| / mean equity over all bars: 1 = fully invested without leverage all the time.',
  undefinedWhen: 'there is no bar in the range, or the equity was not positive on average',
  compute: ({ exposures }) => (exposures.meanEquity > 0 ? exposures.meanExposure / exposures.meanEquity : Number.NaN),
};

export const tradeExposureTime: Metric = {
  name: 'tradeExposureTime',
  unit: 'fraction',
  definition:
    'Share of bars from entry to exit of closed trades, the bar of the exit counted too and a position still open at the end not at all (the "Exposure Time" of backtesting.py).',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ trades, exposure }) => {
    // Trades come in the order of their exits. Walked backwards, none can reach into what lies right of `from`.
    let bars = 0;
    let from = exposure.length;
    for (let i = trades.length - 1; i >= 0; i--) {
      const { entryIndex, exitIndex } = trades[i];
      if (entryIndex >= from) continue;
      bars += Math.min(exitIndex + 1, from) - entryIndex;
      from = entryIndex;
    }
    return bars / exposure.length;
  },
};
