import { annualReturn } from './annual-return.ts';
import { maxDrawdown } from './drawdown.ts';
import type { Metric } from './metric.ts';

export const calmarRatio: Metric = {
  name: 'calmarRatio',
  unit: 'ratio',
  definition: 'annual return / |max drawdown|, over the whole range.',
  undefinedWhen: 'equity never fell below its peak',
  compute: (sample) => {
    const depth = -maxDrawdown.compute(sample);
    return depth > 0 ? annualReturn.compute(sample) / depth : Number.NaN;
  },
};
