/** Van Tharp, "The Definitive Guide to Position Sizing" (2008): how far the mean trade stands from luck. */
import { mean, standardDeviation } from '../statistics/moments.ts';
import { type Metric, thirtyTrades } from './metric.ts';

/** √n · mean / standard deviation (ddof 1); NaN when all gains are the same to rounding. */
export function systemQualityOf(gains: ArrayLike<number>): number {
  const center = mean(gains);
  const deviation = standardDeviation(gains, 1);
  return deviation > 1e-14 * Math.abs(center) ? (Math.sqrt(gains.length) * center) / deviation : Number.NaN;
}

export const systemQuality: Metric = {
  name: 'systemQuality',
  unit: 'ratio',
  definition: '√trades · mean pnl / standard deviation (ddof 1) of pnl (Van Tharp, SQN).',
  undefinedWhen: 'all closed trades have the same pnl',
  needs: thirtyTrades,
  compute: ({ pnl }) => systemQualityOf(pnl),
};
