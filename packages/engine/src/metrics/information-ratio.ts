/** Being better than the benchmark for the risk of being different. Goodwin, Financial Analysts J. 54 (1998). */
import { type Metric, type Sample, thirtyDays } from './metric.ts';
import { sharpe } from './sharpe.ts';
import { compoundReturn } from './total-return.ts';
import { volatility } from './volatility.ts';

/** returns − benchmark, period by period. */
export function activeReturns(returns: ArrayLike<number>, benchmark: ArrayLike<number>): Float64Array {
  if (returns.length !== benchmark.length) {
    throw new Error(`a benchmark return for each of ${returns.length} periods expected, found ${benchmark.length}`);
  }
  const active = new Float64Array(returns.length);
  for (let i = 0; i < active.length; i++) active[i] = returns[i] - benchmark[i];
  return active;
}

const noBenchmark = 'the run names no benchmark';

export const benchmarkReturn: Metric = {
  name: 'benchmarkReturn',
  unit: 'fraction',
  definition: 'Total return of the benchmark over the same bars.',
  undefinedWhen: noBenchmark,
  compute: ({ benchmarkReturns }) => (benchmarkReturns ? compoundReturn(benchmarkReturns) : Number.NaN),
};

export const trackingError: Metric = {
  name: 'trackingError',
  unit: 'fraction',
  definition: 'Standard deviation (ddof 1) of the daily returns minus those of the benchmark · √periods per year.',
  undefinedWhen: noBenchmark,
  needs: thirtyDays,
  compute: (sample) => volatility(active(sample), sample.periodsPerYear),
};

export const informationRatio: Metric = {
  name: 'informationRatio',
  unit: 'ratio',
  definition:
    'mean / standard deviation (ddof 1) of the daily returns minus those of the benchmark · √periods per year.',
  undefinedWhen: 'the run names no benchmark, or moved exactly with it',
  needs: thirtyDays,
  compute: (sample) => sharpe(active(sample), sample.periodsPerYear),
};

function active({ dailyReturns, benchmarkReturns }: Sample): ArrayLike<number> {
  return benchmarkReturns ? activeReturns(dailyReturns, benchmarkReturns) : [];
}
