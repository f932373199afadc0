/**
 * Depth and length of all drawdowns in one figure: the root mean square of how far below the peak each day ended. Martin
 * and McCann, "The Investor's Guide to Fidelity Funds" (1989). Its plain mean is the pain index (Becker).
 */
import { annualReturn } from './annual-return.ts';
import { aMonthOfDays, type Metric } from './metric.ts';
import { perRisk } from './per-risk.ts';

/** √mean(drawdown²) over the compounded returns; NaN of none. */
export function ulcer(returns: ArrayLike<number>): number {
  return Math.sqrt(meanBelowPeak(returns, 2));
}

/** mean |drawdown| over the compounded returns; NaN of none. */
export function pain(returns: ArrayLike<number>): number {
  return meanBelowPeak(returns, 1);
}

function meanBelowPeak(returns: ArrayLike<number>, power: 1 | 2): number {
  let value = 1;
  let peak = 1;
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    value *= 1 + returns[i];
    if (value > peak) peak = value;
    const below = 1 - value / peak;
    sum += power === 1 ? below : below * below;
  }
  return sum / returns.length;
}

export const ulcerIndex: Metric = {
  name: 'ulcerIndex',
  unit: 'fraction',
  definition: '√mean(drawdown²), the drawdown taken at the end of each trading day; days at a peak count as 0.',
  undefinedWhen: 'there is no trading day in the range',
  needs: aMonthOfDays,
  compute: ({ dailyReturns }) => ulcer(dailyReturns),
};

export const ulcerPerformance: Metric = {
  name: 'ulcerPerformance',
  unit: 'ratio',
  definition: 'annual return / ulcer index (Martin ratio); risk-free rate 0.',
  undefinedWhen: 'no day ended below the peak',
  needs: aMonthOfDays,
  compute: (sample) => perRisk(annualReturn.compute(sample), ulcer(sample.dailyReturns)),
};
