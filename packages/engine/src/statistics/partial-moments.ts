/**
 * Partial moments: only what falls below (or rises above) a threshold counts, but every value is in the denominator.
 * Fishburn, "Mean-risk analysis with risk associated with below-target returns", Amer. Econ. Review 67 (1977).
 */

/** mean(max(threshold − x, 0)^order); NaN of nothing. */
export function lowerPartialMoment(values: ArrayLike<number>, threshold: number, order: 1 | 2): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const short = threshold - values[i];
    if (short > 0) sum += order === 1 ? short : short * short;
  }
  return sum / values.length;
}

/** mean(max(x − threshold, 0)^order); NaN of nothing. */
export function upperPartialMoment(values: ArrayLike<number>, threshold: number, order: 1 | 2): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const over = values[i] - threshold;
    if (over > 0) sum += order === 1 ? over : over * over;
  }
  return sum / values.length;
}
