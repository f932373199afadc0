/**
 * How sure a Sharpe ratio is: it is an estimate whose error grows with short records, negative skew and fat tails.
 * Bailey and López de Prado, "The Sharpe ratio efficient frontier", J. of Risk 15 (2012), and "The deflated Sharpe
 * ratio", J. Portfolio Management 40 (2014). All Sharpe ratios here are per period, not annualised.
 */
import { kurtosis, mean, skewness, standardDeviation } from '../statistics/moments.ts';
import { normalCdf, normalQuantile } from '../statistics/normal.ts';
import { type Metric, type Trials, thirtyDays } from './metric.ts';
import { perRisk } from './per-risk.ts';

/** What the formulas need to know of a track record. */
export interface SharpeEstimate {
  /** Per period. */
  readonly sharpe: number;
  readonly skewness: number;
  /** Not in excess: 3 for a normal distribution. */
  readonly kurtosis: number;
}

export function estimateSharpe(returns: ArrayLike<number>): SharpeEstimate {
  return {
    sharpe: perRisk(mean(returns), standardDeviation(returns, 1)),
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  };
}

/** PSR = Φ((SR − SR*)·√(periods − 1) / √(1 − skewness·SR + (kurtosis − 1)/4·SR²)): P(true Sharpe > `target`). */
export function probabilityOfSharpe(estimate: SharpeEstimate, periods: number, target: number): number {
  const distance = (estimate.sharpe - target) * Math.sqrt(periods - 1);
  return normalCdf(distance / Math.sqrt(unitVariance(estimate)));
}

/** MinTRL = 1 + (1 − skewness·SR + (kurtosis − 1)/4·SR²)·(Φ⁻¹(confidence) / (SR − SR*))², in periods. */
export function minimumTrackRecord(estimate: SharpeEstimate, target: number, confidence: number): number {
  // A record below its target does not become proof of the opposite by being longer.
  if (!(estimate.sharpe > target)) return Number.NaN;
  return 1 + unitVariance(estimate) * (normalQuantile(confidence) / (estimate.sharpe - target)) ** 2;
}

/** Variance of the estimated Sharpe ratio times (periods − 1). */
function unitVariance({ sharpe, skewness, kurtosis }: SharpeEstimate): number {
  return 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
}

const eulerMascheroni = 0.5772156649015329;

/** Expected maximum of `count` independent standard normals: (1 − γ)·Φ⁻¹(1 − 1/N) + γ·Φ⁻¹(1 − 1/(N·e)); 0 of one. */
export function expectedMaximum(count: number): number {
  if (!(count > 1)) return count === 1 ? 0 : Number.NaN;
  return (
    (1 - eulerMascheroni) * normalQuantile(1 - 1 / count) + eulerMascheroni * normalQuantile(1 - 1 / (count * Math.E))
  );
}

/** DSR: the PSR against the Sharpe ratio that the best of so many worthless trials is expected to show. */
export function deflatedSharpeOf(estimate: SharpeEstimate, periods: number, trials: Trials): number {
  return probabilityOfSharpe(estimate, periods, trials.sharpeDeviation * expectedMaximum(trials.count));
}

export const probabilisticSharpe: Metric = {
  name: 'probabilisticSharpe',
  unit: 'fraction',
  definition:
    'Probability that the true Sharpe ratio is above 0, given length, skewness and kurtosis of the daily returns.',
  undefinedWhen: 'the equity never moved',
  needs: thirtyDays,
  compute: ({ dailyReturns }) => probabilityOfSharpe(estimateSharpe(dailyReturns), dailyReturns.length, 0),
};

export const deflatedSharpe: Metric = {
  name: 'deflatedSharpe',
  unit: 'fraction',
  definition:
    'Probability that the true Sharpe ratio is above what the best of all effectively independent trials would show by luck.',
  undefinedWhen: 'the run was not picked from a search, or the equity never moved',
  needs: thirtyDays,
  compute: ({ dailyReturns, trials }) =>
    trials === null ? Number.NaN : deflatedSharpeOf(estimateSharpe(dailyReturns), dailyReturns.length, trials),
};

export const minimumTrackRecordDays: Metric = {
  name: 'minimumTrackRecordDays',
  unit: 'count',
  definition: 'Trading days a record like this must have for 95 % confidence that the true Sharpe ratio is above 0.',
  undefinedWhen: 'the Sharpe ratio is not above 0',
  needs: thirtyDays,
  compute: ({ dailyReturns }) => minimumTrackRecord(estimateSharpe(dailyReturns), 0, 0.95),
};
