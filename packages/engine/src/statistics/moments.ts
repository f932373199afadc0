/** Mean, spread and shape of a column. NaN where a figure does not exist. */

/** Arithmetic mean; NaN of nothing. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/**
 * Variance with `ddof` degrees of freedom taken off (1 = sample); NaN with too few values, exactly 0 when all are the
 * same. Two passes, stable.
 */
export function variance(values: ArrayLike<number>, ddof: 0 | 1): number {
  const n = values.length;
  if (n <= ddof) return Number.NaN;
  const center = mean(values);
  const first = values[0];
  let squares = 0;
  let rest = 0;
  let varies = false;
  for (let i = 0; i < n; i++) {
    const deviation = values[i] - center;
    squares += deviation * deviation;
    rest += deviation;
    if (values[i] !== first) varies = true;
  }
  // A rounded mean differs from values that are all the same: that difference is no spread.
  if (!varies) return 0;
  // What the rounding of the mean left over (corrected two-pass algorithm).
  return (squares - (rest * rest) / n) / (n - ddof);
}

export function standardDeviation(values: ArrayLike<number>, ddof: 0 | 1): number {
  return Math.sqrt(variance(values, ddof));
}

/**
 * Skewness g₁ = m₃ / m₂^(3/2) of the population (no correction for bias), as the Sharpe statistics of Bailey and López
 * de Prado and R's "moment" method take it; NaN without spread.
 */
export function skewness(values: ArrayLike<number>): number {
  return standardMoment(values, 3);
}

/** Kurtosis m₄ / m₂² of the population, not in excess: 3 for a normal distribution; NaN without spread. */
export function kurtosis(values: ArrayLike<number>): number {
  return standardMoment(values, 4);
}

function standardMoment(values: ArrayLike<number>, power: 3 | 4): number {
  const deviation = standardDeviation(values, 0);
  if (!(deviation > 0)) return Number.NaN;
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const z = (values[i] - center) / deviation;
    sum += power === 3 ? z * z * z : z * z * z * z;
  }
  return sum / values.length;
}
