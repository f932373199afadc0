/** How much of the time the money worked. */
import type { Metric } from './metric.ts';

export const exposureTime: Metric = {
  name: 'exposureTime',
  unit: 'fraction',
  definition: 'Share of bars after which a position was open.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ exposure }) => {
    let open = 0;
    for (let i = 0; i < exposure.length; i++) if (exposure[i] !== 0) open++;
    return open / exposure.length;
  },
};

export const averageExposure: Metric = {
  name: 'averageExposure',
  unit: 'fraction',
  definition: 'Mean of |exposure| / equity after each bar: 1 = fully invested without leverage all the time.',
  undefinedWhen: 'there is no bar in the range, or the equity was at or below zero on the way',
  compute: ({ exposure, equity }) => {
    let sum = 0;
    for (let i = 0; i < exposure.length; i++) {
      if (!(equity[i] > 0)) return Number.NaN;
      sum += Math.abs(exposure[i]) / equity[i];
    }
    return sum / exposure.length;
  },
};
