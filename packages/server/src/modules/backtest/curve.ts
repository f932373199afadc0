import { thin } from '@tradewind/engine/data/thin.ts';
import type { RunCurve } from './run.ts';

/** About `points` of a curve; its extremes survive, and the benchmark is that of the same moments. */
export function thinned(curve: RunCurve, points: number): RunCurve {
  if (curve.ts.length <= points) return curve;
  const kept = thin(curve.equity, points);
  const at = (column: Float64Array) => Float64Array.from(kept, (i) => column[i]);
  const { ts, equity, benchmark } = curve;
  return { ts: at(ts), equity: at(equity), ...(benchmark && { benchmark: at(benchmark) }) };
}
