/**
 * Rolling beta: by how much an asset has moved when its benchmark moved by one; the size of the hedge.
 *
 *   beta = cov(asset, benchmark) / var(benchmark)   over the last `period` bars
 *
 * It takes its inputs as they are: hand in returns (rate-of-change.ts) where returns are meant; TA-Lib's BETA takes prices
 * and makes the returns itself. NaN where the benchmark does not vary. First value at bar period − 1. Source: W. Sharpe,
 * Journal of Finance 19 (1964). Reference: two passes over each window.
 */
import type { Column } from './column-graph.ts';
import { comovementKind } from './comovement.ts';
import { requireBars } from './indicator.ts';

export const rollingBetaKind = comovementKind('rolling-beta', (covariance, _varianceX, varianceY) =>
  varianceY > 0 ? covariance / varianceY : Number.NaN,
);

/** `period` in bars, ≥ 2. */
export function rollingBeta(asset: Column, benchmark: Column, period: number): Column {
  requireBars('rolling-beta', 'period', period, 2);
  return asset.graph.derive(rollingBetaKind, [asset, benchmark], { period })[0];
}
