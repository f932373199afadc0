/** How far the bars a run stands on can be trusted, and the refusal of those that are worse than somebody wants. */
import { AppError } from '@tradewind/contract/errors.ts';
import { type FaultKind, qualityOf } from '@tradewind/engine/data/quality.ts';
import { lowerBound } from '@tradewind/engine/data/slice-feed.ts';
import { type BarColumns, sliceBars } from '@tradewind/engine/model/bar.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { BarsPage } from '../market-data/service.ts';
import type { RunQuality } from './run.ts';

const faultWords: Readonly<Record<FaultKind, string>> = {
  missing: 'missing bars',
  order: 'bars out of order',
  price: 'prices that are none',
  ohlc: 'highs or lows that other prices pass',
  outlier: 'outliers',
  split: 'jumps that look like unadjusted splits',
  stale: 'bars that repeat the one before',
};

/** Of the bars within the range that is traded. */
export function scoreBars(
  { symbol, timeframe, assetClass }: BarsPage['series'],
  bars: BarColumns,
  from: number,
): RunQuality {
  const traded = sliceBars(bars, lowerBound(bars.ts, from), bars.length);
  const report = qualityOf(traded, assetClass, timeframeMs(timeframe) as number);
  const { score, calendar } = report;
  return { symbol, score, calendar, faults: report.faults.map(({ kind, count, lost }) => ({ kind, count, lost })) };
}

/** The worst of them: a result is no better than its worst data. */
export function worstScore(quality: readonly RunQuality[]): number | null {
  return quality.length === 0 ? null : Math.min(...quality.map(({ score }) => score));
}

export function requireQuality(quality: readonly RunQuality[], least: number): void {
  const worst = quality.filter(({ score }) => score < least).sort((a, b) => a.score - b.score)[0];
  if (!worst) return;
  const { symbol, score, faults } = worst;
  const found = faults.map(({ kind, count }) => `${count} ${faultWords[kind]}`).join(', ') || 'no bars in the range';
  throw new AppError('bad_data', {
    detail: `The bars of ${symbol} score ${score} of 100, at least ${least} is asked for: ${found}`,
    errors: [{ pointer: '/body/min_quality', expected: `bars that score ${least}`, found: `${symbol} with ${score}` }],
    extensions: { symbol, data_quality_score: score, min_quality: least },
  });
}
