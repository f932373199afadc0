/** Mean and spread of a column. NaN where a figure does not exist. */

/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Variance with `ddof` degrees of freedom taken off (1 = sample); NaN with too few values. Two passes, stable. */
export function variance(values: ArrayLike<number>, ddof: 0 | 1): number {
  const n = values.length;
  if (n <= ddof) return Number.NaN;
  const center = mean(values);
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i] - center;
    squares += deviation * deviation;
    rest += deviation;
  }
  // What the rounding of the mean left over (corrected two-pass algorithm).
  return (squares - (rest * rest) / n) / (n - ddof);
}

export function standardDeviation(values: ArrayLike<number>, ddof: 0 | 1): number {
  return Math.sqrt(variance(values, ddof));
}
