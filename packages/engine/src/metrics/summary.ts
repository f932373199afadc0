/** All metrics of a run. A figure that does not exist is null, and `absent` says why (decision 19). */
import { alpha, beta, jensenAlpha } from './alpha-beta.ts';
import { annualReturn } from './annual-return.ts';
import { cagr } from './cagr.ts';
import { calmarRatio } from './calmar.ts';
import { downCapture, upCapture } from './capture.ts';
import { bestDay, winningDays, worstDay } from './day-returns.ts';
import { downsideDeviation } from './downside-deviation.ts';
import { averageDrawdown, averageDrawdownDays, currentDrawdown, maxDrawdown, maxDrawdownDays } from './drawdown.ts';
import { averageAdverseExcursion, averageFavourableExcursion, edgeRatio, worstAdverseExcursion } from './excursion.ts';
import { expectancy, expectancyR } from './expectancy.ts';
import { averageExposure, exposureTime, tradeExposureTime } from './exposure-time.ts';
import { totalFees } from './fees.ts';
import { geometricSharpe, geometricSortino } from './geometric-sharpe.ts';
import { geometricVolatility } from './geometric-volatility.ts';
import { averageHoldingDays, maxHoldingDays } from './holding-time.ts';
import { benchmarkReturn, informationRatio, trackingError } from './information-ratio.ts';
import { kellyFraction } from './kelly.ts';
import { leanSharpe } from './lean-sharpe.ts';
import type { Metric, Minimum, Sample } from './metric.ts';
import { omegaRatio } from './omega.ts';
import { deflatedSharpe, minimumTrackRecordDays, probabilisticSharpe } from './probabilistic-sharpe.ts';
import { payoffRatio, profitFactor, returnProfitFactor } from './profit-factor.ts';
import { type Summarised, takeSample } from './sample.ts';
import { returnKurtosis, returnSkewness, tailRatio } from './shape.ts';
import { sharpeRatio } from './sharpe.ts';
import { sortinoRatio } from './sortino.ts';
import { stability } from './stability.ts';
import { systemQuality } from './system-quality.ts';
import { totalReturn } from './total-return.ts';
import { averageTrade, bestTrade, geometricAverageTrade, worstTrade } from './trade-statistics.ts';
import { turnover } from './turnover.ts';
import { ulcerIndex, ulcerPerformance } from './ulcer-index.ts';
import { valueAtRisk } from './value-at-risk.ts';
import { annualVolatility } from './volatility.ts';
import { maxConsecutiveLosses, totalTrades, winRate, winRateLowerBound } from './win-rate.ts';

const ofReturn = [totalReturn, annualReturn, cagr, bestDay, worstDay, winningDays, stability];
const ofRisk = [annualVolatility, downsideDeviation, ...valueAtRisk, returnSkewness, returnKurtosis, tailRatio];
const ofReturnForRisk = [sharpeRatio, sortinoRatio, calmarRatio, omegaRatio, ulcerPerformance];
const ofCertainty = [probabilisticSharpe, deflatedSharpe, minimumTrackRecordDays];
const ofDrawdown = [maxDrawdown, averageDrawdown, currentDrawdown, maxDrawdownDays, averageDrawdownDays, ulcerIndex];
const ofBenchmark = [benchmarkReturn, alpha, beta, trackingError, informationRatio, upCapture, downCapture];
const ofActivity = [exposureTime, averageExposure, turnover, totalFees];
const ofTrades = [
  totalTrades,
  winRate,
  winRateLowerBound,
  profitFactor,
  payoffRatio,
  expectancy,
  expectancyR,
  averageTrade,
  bestTrade,
  worstTrade,
  maxConsecutiveLosses,
  systemQuality,
  kellyFraction,
  averageHoldingDays,
  maxHoldingDays,
  averageAdverseExcursion,
  worstAdverseExcursion,
  averageFavourableExcursion,
  edgeRatio,
];
/** As other houses define them. */
const variants = [
  geometricVolatility,
  geometricSharpe,
  geometricSortino,
  geometricAverageTrade,
  returnProfitFactor,
  tradeExposureTime,
  leanSharpe,
  jensenAlpha,
];

/** In the order in which a summary shows them. */
export const metrics: readonly Metric[] = [
  ...ofReturn,
  ...ofRisk,
  ...ofReturnForRisk,
  ...ofCertainty,
  ...ofDrawdown,
  ...ofBenchmark,
  ...ofActivity,
  ...ofTrades,
  ...variants,
];

export interface Metrics {
  /** By metric name; null where the figure does not exist. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Why, for each null. */
  readonly absent: Readonly<Record<string, string>>;
}

/** There are no returns on nothing: whatever is made of them does not exist either. */
const ruin = 'the equity fell to zero or below';

export function summarise(run: Summarised): Metrics {
  const sample = takeSample(run);
  const isRuined = sample.dailyReturns.some(Number.isNaN);
  const measured = isRuined ? { ...sample, dailyReturns: new Float64Array(0), benchmarkReturns: null } : sample;
  const values: Record<string, number | null> = {};
  const absent: Record<string, string> = {};
  for (const metric of metrics) {
    const tooFew = shortOf(metric.needs, sample);
    const value = tooFew === null ? metric.compute(measured) : Number.NaN;
    values[metric.name] = Number.isFinite(value) ? value : null;
    if (values[metric.name] === null)
      absent[metric.name] = tooFew ?? (isRuined ? `${metric.undefinedWhen}, or ${ruin}` : metric.undefinedWhen);
  }
  return { values, absent };
}

/** Why a sample is too small for a figure, or null when it is not. */
export function shortOf(needs: Minimum | undefined, sample: Sample): string | null {
  if (needs === undefined) return null;
  const there = needs.of === 'trading days' ? sample.dailyReturns.length : sample.trades.length;
  return there < needs.count ? `needs ${needs.count} ${needs.of}, there are ${there}` : null;
}
