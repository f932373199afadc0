import type { Metric } from './metric.ts';

export const totalReturn: Metric = {
  name: 'totalReturn',
  unit: 'fraction',
  definition: 'Final equity / starting capital − 1.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ equity, capital }) => equity[equity.length - 1] / capital - 1,
};
