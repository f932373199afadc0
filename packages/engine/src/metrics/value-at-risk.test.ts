import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, standardDeviation } from '../statistics/moments.ts';
import { historicalCvar, historicalVar, parametricCvar, parametricVar } from './value-at-risk.ts';

/** −0.50, −0.49 … 0.50. */
const ladder = Array.from({ length: 101 }, (_, i) => (i - 50) / 100);

describe('value at risk', () => {
  it('of a ladder of 101 returns is its sixth rung, the days beyond it average the third', () => {
    expect(historicalVar(ladder, 0.05)).toBeCloseTo(-0.45, 14);
    // −.50 … −.45.
    expect(historicalCvar(ladder, 0.05)).toBeCloseTo(-0.475, 14);
  });

  it('of a normal distribution is 1.645 deviations below the mean, and 2.063 for the days beyond', () => {
    const returns = [0.01, -0.01, 0.02, -0.02, 0.005];
    const [center, deviation] = [mean(returns), standardDeviation(returns, 1)];
    expect(parametricVar(returns, 0.05)).toBeCloseTo(center - 1.6448536269514722 * deviation, 14);
    // φ(1.644854) / 0.05 = 0.103136 / 0.05; φ(2.326348) / 0.01 = 0.0266521 / 0.01.
    expect(parametricCvar(returns, 0.05)).toBeCloseTo(center - 2.0627128 * deviation, 8);
    expect(parametricCvar(returns, 0.01)).toBeCloseTo(center - 2.6652142 * deviation, 8);
  });

  it('of nothing does not exist', () => {
    expect(historicalVar([], 0.05)).toBeNaN();
    expect(historicalCvar([], 0.05)).toBeNaN();
    expect(parametricVar([0.01], 0.05)).toBeNaN();
  });

  it('grows with the confidence, is less than what lies beyond, and scales with the stake', () => {
    const returns = fc
      .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 })
      .map((column) => column.map((r) => r / 1000));
    fc.assert(
      fc.property(returns, fc.constantFrom(0.1, 3, 10), (column, stake) => {
        for (const [atRisk, beyond] of [
          [historicalVar, historicalCvar],
          [parametricVar, parametricCvar],
        ]) {
          expect(atRisk(column, 0.01)).toBeLessThanOrEqual(atRisk(column, 0.05) + 1e-12);
          expect(beyond(column, 0.05)).toBeLessThanOrEqual(atRisk(column, 0.05) + 1e-12);
          const staked = column.map((r) => r * stake);
          expect(atRisk(staked, 0.05)).toBeCloseTo(atRisk(column, 0.05) * stake, 9);
        }
        const worst = Math.min(...column);
        expect(historicalCvar(column, 0.01)).toBeGreaterThanOrEqual(worst - 1e-12);
      }),
    );
  });
});
