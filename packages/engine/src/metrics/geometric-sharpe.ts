import { annualReturn } from './annual-return.ts';
import { geometricVolatility } from './geometric-volatility.ts';
import type { Metric } from './metric.ts';

export const geometricSharpe: Metric = {
  name: 'geometricSharpe',
  unit: 'ratio',
  definition: 'annual return / geometric volatility (the "Sharpe Ratio" of backtesting.py).',
  undefinedWhen: 'one of the two is undefined, or the equity never moved',
  compute: (sample) => {
    const volatility = geometricVolatility.compute(sample);
    return volatility > 0 ? annualReturn.compute(sample) / volatility : Number.NaN;
  },
};
