/**
 * Weights that give every position the same part in the variance of the portfolio: wᵢ · (Σw)ᵢ is equal for all i, all
 * wᵢ > 0, their sum is 1. They exist and are unique for every covariance matrix without a riskless combination.
 *
 * Found by going through the positions in turn and solving each one's own quadratic equation while the others stand still
 * (cyclical coordinate descent). Source: Maillard, Roncalli, Teïletche, Journal of Portfolio Management 36 (2010);
 * Griveau-Billion, Richard, Roncalli, A Fast Algorithm for Computing High-Dimensional Risk Parity Portfolios (2013).
 * Reference: the example of four assets of the first.
 */
const mostRounds = 1000;

/** Null where there are none: a variance of 0, or a combination without risk. */
export function equalRiskWeights(covariance: readonly Float64Array[]): Float64Array | null {
  const n = covariance.length;
  if (!covariance.every((row, i) => row[i] > 0)) return null;
  // The part of each is 1 / n while the scale is still free; scaling to a sum of 1 at the end keeps them equal.
  const weights = Float64Array.from(covariance, (row, i) => 1 / Math.sqrt(row[i] * n));
  for (let round = 0; round < mostRounds; round++) {
    let moved = 0;
    for (let i = 0; i < n; i++) {
      const variance = covariance[i][i];
      let others = -variance * weights[i];
      for (let k = 0; k < n; k++) others += covariance[i][k] * weights[k];
      const weight = (Math.sqrt(others * others + (4 * variance) / n) - others) / (2 * variance);
      moved = Math.max(moved, Math.abs(weight / weights[i] - 1));
      weights[i] = weight;
    }
    if (moved < 1e-12) return scaledToOne(weights);
  }
  return null;
}

/** Weights in proportion to the inverse of each one's own volatility; null where one has none. */
export function inverseVolatilityWeights(volatilities: readonly number[]): Float64Array | null {
  if (!volatilities.every((volatility) => volatility > 0)) return null;
  return scaledToOne(Float64Array.from(volatilities, (volatility) => 1 / volatility));
}

function scaledToOne(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
