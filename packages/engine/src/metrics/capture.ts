/** How much of the benchmark's good and bad days was taken along (Morningstar). */
import { annualisedReturn } from './annual-return.ts';
import { type Metric, type Sample, thirtyDays } from './metric.ts';

export type BenchmarkDays = 'up' | 'down';

/** Both columns at the periods in which the benchmark rose (`up`) or fell. */
export function benchmarkDays(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  which: BenchmarkDays,
): { readonly returns: readonly number[]; readonly benchmark: readonly number[] } {
  const picked = { returns: [] as number[], benchmark: [] as number[] };
  for (let i = 0; i < benchmark.length; i++) {
    if (which === 'up' ? !(benchmark[i] > 0) : !(benchmark[i] < 0)) continue;
    picked.returns.push(returns[i]);
    picked.benchmark.push(benchmark[i]);
  }
  return picked;
}

/** Annualised return over the annualised return of the benchmark, on its rising or falling periods only. */
export function capture(
  returns: ArrayLike<number>,
  benchmark: ArrayLike<number>,
  which: BenchmarkDays,
  periodsPerYear: number,
): number {
  const picked = benchmarkDays(returns, benchmark, which);
  return annualisedReturn(picked.returns, periodsPerYear) / annualisedReturn(picked.benchmark, periodsPerYear);
}

const noSuchDay = (fell: string) => `the run names no benchmark, or it never ${fell}`;

export const upCapture: Metric = {
  name: 'upCapture',
  unit: 'ratio',
  definition: 'Annualised return on the days the benchmark rose / that of the benchmark on the same days.',
  undefinedWhen: noSuchDay('rose'),
  needs: thirtyDays,
  compute: (sample) => captured(sample, 'up'),
};

export const downCapture: Metric = {
  name: 'downCapture',
  unit: 'ratio',
  definition: 'Annualised return on the days the benchmark fell / that of the benchmark on the same days.',
  undefinedWhen: noSuchDay('fell'),
  needs: thirtyDays,
  compute: (sample) => captured(sample, 'down'),
};

function captured({ dailyReturns, benchmarkReturns, periodsPerYear }: Sample, which: BenchmarkDays): number {
  return benchmarkReturns ? capture(dailyReturns, benchmarkReturns, which, periodsPerYear) : Number.NaN;
}
