import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equalRiskWeights, inverseVolatilityWeights } from './equal-risk-weights.ts';

function covarianceOf(volatilities: readonly number[], correlations: readonly (readonly number[])[]): Float64Array[] {
  return correlations.map((row, i) => Float64Array.from(row, (rho, k) => rho * volatilities[i] * volatilities[k]));
}

/** Part of the variance of the whole that each position carries. */
function partsOf(weights: Float64Array, covariance: readonly Float64Array[]): number[] {
  const risks = [...weights].map((weight, i) => weight * covariance[i].reduce((sum, c, k) => sum + c * weights[k], 0));
  return risks.map((risk) => risk / risks.reduce((sum, other) => sum + other, 0));
}

describe('weights of equal risk', () => {
  it('are those published for four assets (Maillard, Roncalli, Teïletche 2010)', () => {
    const correlations = [
      [1, 0.8, 0, 0],
      [0.8, 1, 0, 0],
      [0, 0, 1, -0.5],
      [0, 0, -0.5, 1],
    ];
    const weights = equalRiskWeights(covarianceOf([0.1, 0.2, 0.3, 0.4], correlations)) ?? [];
    expect([...weights].map((weight) => Number((100 * weight).toFixed(1)))).toEqual([38.4, 19.2, 24.3, 18.2]);
  });

  it('are the inverse volatilities for two assets, however they move together', () => {
    for (const rho of [-0.9, 0, 0.9]) {
      const covariance = covarianceOf(
        [0.1, 0.4],
        [
          [1, rho],
          [rho, 1],
        ],
      );
      expect([...(equalRiskWeights(covariance) ?? [])]).toEqual([expect.closeTo(0.8, 10), expect.closeTo(0.2, 10)]);
    }
    expect(inverseVolatilityWeights([0.1, 0.4])).toEqual(Float64Array.of(0.8, 0.2));
  });

  it('give every position the same part, for any returns', () => {
    const returns = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(returns, { minLength: 8, maxLength: 20 }), (rows) => {
        const covariance = [0, 1, 2, 3].map((a) =>
          Float64Array.of(0, 1, 2, 3).map((b) => rows.reduce((sum, row) => sum + row[a] * row[b], a === b ? 1e-4 : 0)),
        );
        const weights = equalRiskWeights(covariance);
        if (weights === null) throw new Error('no weights');
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        for (const part of partsOf(weights, covariance)) expect(part).toBeCloseTo(0.25, 8);
      }),
    );
  });

  it('do not exist where there is no risk to share', () => {
    expect(equalRiskWeights([Float64Array.of(0)])).toBeNull();
    // Each takes away the risk of the other.
    expect(equalRiskWeights([Float64Array.of(1, -1), Float64Array.of(-1, 1)])).toBeNull();
    expect(inverseVolatilityWeights([0.1, 0])).toBeNull();
    expect(inverseVolatilityWeights([0.1, Number.NaN])).toBeNull();
  });
});
