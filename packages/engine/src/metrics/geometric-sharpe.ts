/** The ratios of backtesting.py, which divide the compounded annual return: named variants beside the field's. */
import { annualReturn } from './annual-return.ts';
import { downside } from './downside-deviation.ts';
import { geometricVolatility } from './geometric-volatility.ts';
import { aMonthOfDays, type Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';

export const geometricSharpe: Metric = {
  name: 'geometricSharpe',
  unit: 'ratio',
  definition: 'annual return / geometric volatility (the "Sharpe Ratio" of backtesting.py).',
  undefinedWhen: 'one of the two is undefined, or the equity never moved',
  needs: aMonthOfDays,
  compute: (sample) => perRisk(annualReturn.compute(sample), geometricVolatility.compute(sample)),
};

export const geometricSortino: Metric = {
  name: 'geometricSortino',
  unit: 'ratio',
  definition:
    'annual return / (√mean(min(r, 0)²) · √periods per year), over the days after the first (the "Sortino Ratio" of backtesting.py).',
  undefinedWhen: 'no day lost money, or the annual return is undefined',
  needs: aMonthOfDays,
  compute: (sample) =>
    perRisk(annualReturn.compute(sample), downside(sample.dailyReturns.subarray(1)) * Math.sqrt(sample.periodsPerYear)),
};
