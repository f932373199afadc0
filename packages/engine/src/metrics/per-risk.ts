/**
 * Daily returns are differences from 1 and so rounded at about 1e-16: a deviation or a drawdown below this is rounding
 * and not risk. One rule for every place that divides by risk, or equal runs would show a ratio here and none there.
 */
const leastRisk = 1e-14;

/** reward / risk; NaN when there was no risk. */
export function perRisk(reward: number, risk: number): number {
  return risk > leastRisk ? reward / risk : Number.NaN;
}
