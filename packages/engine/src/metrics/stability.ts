import { correlation } from '../statistics/correlation.ts';
import { type Metric, thirtyDays } from './metric.ts';

/** R² of the line through the cumulative log returns against time: 1 = grew (or shrank) like clockwork. */
export function stabilityOf(returns: ArrayLike<number>): number {
  const path = new Float64Array(returns.length);
  const time = new Float64Array(returns.length);
  let sum = 0;
  for (let i = 0; i < returns.length; i++) {
    sum += Math.log1p(returns[i]);
    path[i] = sum;
    time[i] = i;
  }
  return correlation(time, path) ** 2;
}

export const stability: Metric = {
  name: 'stability',
  unit: 'ratio',
  definition: 'R² of a straight line through the cumulative log daily returns (empyrical, stability of time series).',
  undefinedWhen: 'the equity never moved, or a day lost everything',
  needs: thirtyDays,
  compute: ({ dailyReturns }) => stabilityOf(dailyReturns),
};
