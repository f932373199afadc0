import type { Metric } from './metric.ts';

export const totalFees: Metric = {
  name: 'totalFees',
  unit: 'money',
  definition: 'All fees paid, of open positions too.',
  undefinedWhen: 'never',
  compute: ({ fees }) => fees,
};
