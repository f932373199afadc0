import type { Metric } from './metric.ts';

export const exposureTime: Metric = {
  name: 'exposureTime',
  unit: 'fraction',
  definition: 'Share of bars after which a position was open.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ exposure }) => exposure.reduce((open, value) => open + (value === 0 ? 0 : 1), 0) / exposure.length,
};
