/**
 * How much of the result is the market's (beta) and how much is not (alpha), by least squares of the returns on the
 * benchmark's: Jensen, "The performance of mutual funds in the period 1945–1964", J. of Finance 23 (1968).
 */
import { regression } from '../statistics/correlation.ts';
import { annualisedReturn } from './annual-return.ts';
import { type Metric, type Sample, thirtyDays } from './metric.ts';

export interface AlphaBeta {
  /** Per year: the intercept per period, compounded. */
  readonly alpha: number;
  readonly beta: number;
}

/** r − riskFree = a + beta · (benchmark − riskFree) + rest; alpha = (1 + a)^periods per year − 1 (as empyrical has it). */
export function alphaBeta(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  periodsPerYear: number,
  riskFree = 0,
): AlphaBeta {
  const { slope, intercept } = regression(returns, benchmark);
  // Taking the same rate off both sides moves the line but does not turn it.
  return { alpha: (1 + intercept - riskFree * (1 - slope)) ** periodsPerYear - 1, beta: slope };
}

/** annual return − beta · annual return of the benchmark, both geometric; risk-free rate 0 (as R's PerformanceAnalytics). */
export function jensenAlphaOf(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  periodsPerYear: number,
): number {
  const { slope } = regression(returns, benchmark);
  return annualisedReturn(returns, periodsPerYear) - slope * annualisedReturn(benchmark, periodsPerYear);
}

const noBenchmark = 'the run names no benchmark, or the benchmark never moved';

export const alpha: Metric = {
  name: 'alpha',
  unit: 'fraction',
  definition:
    'Intercept of the daily returns regressed on those of the benchmark, compounded to a year; risk-free rate 0.',
  undefinedWhen: noBenchmark,
  needs: thirtyDays,
  compute: (sample) => line(sample).alpha,
};

export const beta: Metric = {
  name: 'beta',
  unit: 'ratio',
  definition: 'Slope of the daily returns regressed on those of the benchmark.',
  undefinedWhen: noBenchmark,
  needs: thirtyDays,
  compute: (sample) => line(sample).beta,
};

export const jensenAlpha: Metric = {
  name: 'jensenAlpha',
  unit: 'fraction',
  definition: 'annual return − beta · annual return of the benchmark, both geometric (PerformanceAnalytics, LEAN).',
  undefinedWhen: noBenchmark,
  needs: thirtyDays,
  compute: ({ dailyReturns, benchmarkReturns, periodsPerYear }) =>
    benchmarkReturns ? jensenAlphaOf(dailyReturns, benchmarkReturns, periodsPerYear) : Number.NaN,
};

function line({ dailyReturns, benchmarkReturns, periodsPerYear }: Sample): AlphaBeta {
  if (benchmarkReturns === null) return { alpha: Number.NaN, beta: Number.NaN };
  return alphaBeta(dailyReturns, benchmarkReturns, periodsPerYear);
}
