import type { Metric } from './metric.ts';

/** Π(1 + r) − 1; NaN of none. */
export function compoundReturn(returns: ArrayLike<number>): number {
  let growth = 1;
  for (let i = 0; i < returns.length; i++) growth *= 1 + returns[i];
  return returns.length > 0 ? growth - 1 : Number.NaN;
}

export const totalReturn: Metric = {
  name: 'totalReturn',
  unit: 'fraction',
  definition: 'Final equity / starting capital − 1.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ equity, capital }) => equity[equity.length - 1] / capital - 1,
};
