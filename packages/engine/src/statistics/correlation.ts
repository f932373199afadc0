/** How two columns of equal length move together. NaN where a figure does not exist. */
import { mean, standardDeviation } from './moments.ts';

/** Covariance with `ddof` degrees of freedom taken off (1 = sample). */
export function covariance(x: ArrayLike<number>, y: ArrayLike<number>, ddof: 0 | 1): number {
  const n = pairs(x, y);
  if (n <= ddof) return Number.NaN;
  const centerX = mean(x);
  const centerY = mean(y);
  let products = 0;
  for (let i = 0; i < n; i++) products += (x[i] - centerX) * (y[i] - centerY);
  return products / (n - ddof);
}

/** Pearson's r, in [−1, 1]; NaN when one of the columns does not vary. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const shared = covariance(x, y, 0);
  const deviations = standardDeviation(x, 0) * standardDeviation(y, 0);
  if (!(deviations > 0)) return Number.NaN;
  return Math.max(-1, Math.min(1, shared / deviations));
}

/** y = intercept + slope · x + rest. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Least squares of y on x; NaN with fewer than two pairs or when x does not vary. */
export function regression(y: ArrayLike<number>, x: ArrayLike<number>): Line {
  const spread = pairs(x, y) < 2 ? Number.NaN : covariance(x, x, 0);
  const slope = standardDeviation(x, 0) > 0 ? covariance(x, y, 0) / spread : Number.NaN;
  return { slope, intercept: mean(y) - slope * mean(x) };
}

function pairs(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length) throw new Error(`columns of equal length expected, found ${x.length} and ${y.length}`);
  return x.length;
}
