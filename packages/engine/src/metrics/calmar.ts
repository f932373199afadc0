/** Annual return for the worst fall a holder sat through. Young, Futures 20 (1991), there over 36 months. */
import { annualisedReturn, annualReturn } from './annual-return.ts';
import { deepestDrawdown } from './drawdown.ts';
import type { Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';

export function calmar(returns: ArrayLike<number>, periodsPerYear: number): number {
  return perRisk(annualisedReturn(returns, periodsPerYear), -deepestDrawdown(returns));
}

export const calmarRatio: Metric = {
  name: 'calmarRatio',
  unit: 'ratio',
  definition: 'annual return / |max drawdown|, over the whole range.',
  undefinedWhen: 'equity never fell below its peak',
  compute: (sample) => perRisk(annualReturn.compute(sample), -sample.drawdowns.deepest),
};
