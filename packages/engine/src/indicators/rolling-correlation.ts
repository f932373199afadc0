/**
 * Rolling correlation of two columns over the last `period` bars: whether they move together (1), apart (−1) or each for
 * itself (0).
 *
 *   correlation = cov(x, y) / sqrt(var(x)·var(y))
 *
 * It takes its inputs as they are: hand in returns (rate-of-change.ts) where returns are meant. NaN where an input does not
 * vary. First value at bar period − 1. Source: K. Pearson (1896); TA-Lib `CORREL`. Reference: two passes over each window.
 */
import type { Column } from './column-graph.ts';
import { comovementKind } from './comovement.ts';
import { requireBars } from './indicator.ts';

export const rollingCorrelationKind = comovementKind('rolling-correlation', (covariance, varianceX, varianceY) =>
  // Rounding can leave ±1 by a hair.
  varianceX > 0 && varianceY > 0
    ? Math.max(-1, Math.min(1, covariance / Math.sqrt(varianceX * varianceY)))
    : Number.NaN,
);

/** `period` in bars, ≥ 2. */
export function rollingCorrelation(x: Column, y: Column, period: number): Column {
  requireBars('rolling-correlation', 'period', period, 2);
  return x.graph.derive(rollingCorrelationKind, [x, y], { period })[0];
}
