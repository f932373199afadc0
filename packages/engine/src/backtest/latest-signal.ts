/**
 * What a target strategy wants after the last closed bar, found by walking the same decisions a backtest takes: the
 * latest signal is the last decision of a backtest that ends today.
 */

import { ColumnGraph } from '../indicators/column-graph.ts';
import type { BarColumns } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';

export interface LatestSignal {
  /** End of the bar it was computed on. */
  readonly ts: number;
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

/** Null when there are too few bars, `needed` says how many there must be. */
export function latestSignal(
  strategy: Strategy,
  parameters: ParameterValues,
  bars: BarColumns,
): LatestSignal | { readonly needed: number } {
  const { target, score } = strategy;
  if (!target)
    throw new Error(`${strategy.id}: expected a target strategy; one with full control of orders has no signal`);
  const graph = new ColumnGraph(strategy.maximumAgo);
  const columns = strategy.columns(graph.bars, parameters);
  const needed = graph.warmup + 1;
  if (bars.length < needed) return { needed };
  graph.bindHistory(bars);

  const slice = new Slice(1);
  const scores = new Float64Array(bars.length);
  let exposure = 0;
  let scored = 0;
  let rawValue = Number.NaN;
  for (let i = 0; i < bars.length; i++) {
    graph.advance(slice, 0);
    exposure = target(columns, exposure, parameters);
    rawValue = score ? score(columns, parameters) : Number.NaN;
    // The last value is measured against those before it, never against itself.
    if (i < bars.length - 1 && Number.isFinite(rawValue)) scores[scored++] = rawValue;
  }
  const before = scores.subarray(0, scored);
  const defined = Number.isFinite(rawValue) && scored >= 2;
  const deviation = defined ? standardDeviation(before, 1) : 0;
  return {
    ts: bars.ts[bars.length - 1],
    close: bars.close[bars.length - 1],
    exposure,
    rawValue: Number.isFinite(rawValue) ? rawValue : null,
    zScore: deviation > 0 ? (rawValue - mean(before)) / deviation : null,
    confidence: defined
      ? before.reduce((less, x) => less + (Math.abs(x) < Math.abs(rawValue) ? 1 : 0), 0) / scored
      : null,
  };
}
