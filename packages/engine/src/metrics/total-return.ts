import type { Metric } from './metric.ts';

/** Π(1 + r) − 1; 0 of no returns, for nothing changes nothing. */
export function compoundReturn(returns: ArrayLike<number>): number {
  let growth = 1;
  for (let i = 0; i < returns.length; i++) growth *= 1 + returns[i];
  return growth - 1;
}

export const totalReturn: Metric = {
  name: 'totalReturn',
  unit: 'fraction',
  definition: 'Final equity / starting capital − 1.',
  undefinedWhen: 'there is no bar in the range',
  compute: ({ equity, capital }) => equity[equity.length - 1] / capital - 1,
};
