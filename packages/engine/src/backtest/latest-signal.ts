/**
 * What a target strategy wants after the last closed bar, found by walking the same decisions a backtest takes: the
 * latest signal is the last decision of a backtest that ends today.
 */

import { SliceFeed } from '../data/slice-feed.ts';
import type { BarColumns } from '../model/bar.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { Subject } from '../trading/subject.ts';

export interface LatestSignal {
  /** End of the bar it was computed on. */
  readonly ts: number;
  /** Of the first leg. */
  readonly close: number;
  /** Wanted exposure as share of equity, signed. */
  readonly exposure: number;
  /** The strategy's own measure now; null when it has none or it is not defined yet. */
  readonly rawValue: number | null;
  /** Raw value in standard deviations (ddof 1) from its mean over the bars before this one. */
  readonly zScore: number | null;
  /** Share of the bars before at which the raw value was smaller in size, 0..1: how unusual this conviction is. */
  readonly confidence: number | null;
}

/** When there are too few bars, `needed` says how many there must be. Of a pair, `bars` and `otherLegs` in their order. */
export function latestSignal(
  strategy: Strategy,
  parameters: ParameterValues,
  bars: BarColumns,
  otherLegs: readonly BarColumns[] = [],
): LatestSignal | { readonly needed: number } {
  const { target, score } = strategy;
  if (!target)
    throw new Error(`${strategy.id}: expected a target strategy; one with full control of orders has no signal`);
  const history = [bars, ...otherLegs];
  const start = history.map(() => 0);
  const subject = new Subject(
    strategy,
    parameters,
    history.map((_, leg) => leg),
  );
  subject.bindHistory(history, start);
  const { have, need } = subject.historyNeed(Number.POSITIVE_INFINITY);
  // A backtest also needs a bar to fill on.
  if (have < need - 1) return { needed: need - 1 };

  const feed = new SliceFeed(
    history,
    start,
    history.map(({ length }) => length),
  );
  const scores = new Float64Array(have);
  let decided = 0;
  let scored = 0;
  let exposure = 0;
  let rawValue = Number.NaN;
  let ts = Number.NaN;
  let close = Number.NaN;
  while (feed.next()) {
    subject.observe(feed.slice);
    if (!subject.isNew) continue;
    ts = feed.slice.ts;
    close = feed.slice.close[0];
    exposure = target(subject.columns, exposure, parameters);
    rawValue = score ? score(subject.columns, parameters) : Number.NaN;
    // The last value is measured against those before it, never against itself.
    if (++decided < have && Number.isFinite(rawValue)) scores[scored++] = rawValue;
  }
  const before = scores.subarray(0, scored);
  const defined = Number.isFinite(rawValue) && scored >= 2;
  const deviation = defined ? standardDeviation(before, 1) : 0;
  return {
    ts,
    close,
    exposure,
    rawValue: Number.isFinite(rawValue) ? rawValue : null,
    zScore: deviation > 0 ? (rawValue - mean(before)) / deviation : null,
    confidence: defined
      ? before.reduce((less, x) => less + (Math.abs(x) < Math.abs(rawValue) ? 1 : 0), 0) / scored
      : null,
  };
}
