import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kurtosis, mean, skewness, standardDeviation, variance } from './moments.ts';

const columns = fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 2, maxLength: 60 });

describe('moments', () => {
  it('of 2 4 4 4 5 5 7 9 are worked out by hand', () => {
    const values = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(values)).toBe(5);
    expect(variance(values, 0)).toBe(4);
    expect(variance(values, 1)).toBeCloseTo(32 / 7, 14);
    expect(standardDeviation(values, 0)).toBe(2);
    // Σ(x−5)³ = −27 −1−1−1 +0+0 +8 +64 = 42; Σ(x−5)⁴ = 81+1+1+1+0+0+16+256 = 356.
    expect(skewness(values)).toBeCloseTo(42 / 8 / 8, 14);
    expect(kurtosis(values)).toBeCloseTo(356 / 8 / 16, 14);
  });

  it('of values that are all the same have no spread, however the mean was rounded', () => {
    // The mean of a million times 0.3 is so far off that squares and correction differ, here to below zero.
    expect(variance(new Float64Array(1_000_000).fill(0.3), 1)).toBe(0);
    const flat = new Array(1000).fill(0.01);
    expect(skewness(flat)).toBeNaN();
    expect(kurtosis(flat)).toBeNaN();
  });

  it('keep their digits far from zero', () => {
    expect(variance([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], 1)).toBe(30);
    // 0, ½, 1, 0, ½, 1 … on 10¹⁴, where a double steps by 1/64: the rounded mean alone would more than double it.
    const near = Array.from({ length: 1000 }, (_, i) => (i % 3) / 2);
    const far = near.map((value) => 1e14 + value);
    expect(variance(far, 1)).toBeCloseTo(variance(near, 1), 12);
  });

  it('of too few values do not exist', () => {
    expect(mean([])).toBeNaN();
    expect(variance([1], 1)).toBeNaN();
    expect(variance([1], 0)).toBe(0);
    expect(skewness([])).toBeNaN();
  });

  it('are never a negative variance, and obey kurtosis ≥ 1 + skewness²', () => {
    fc.assert(
      fc.property(columns, (values) => {
        expect(variance(values, 1)).toBeGreaterThanOrEqual(0);
        if (standardDeviation(values, 0) === 0) return;
        expect(kurtosis(values)).toBeGreaterThanOrEqual((1 + skewness(values) ** 2) * (1 - 1e-6));
      }),
    );
  });

  it('of shape do not depend on unit or origin, and mirror with the sign', () => {
    const values = [1, 2, 4, 9, 3.5, -2];
    const moved = values.map((value) => 40 + 3 * value);
    expect(skewness(moved)).toBeCloseTo(skewness(values), 12);
    expect(kurtosis(moved)).toBeCloseTo(kurtosis(values), 12);
    expect(skewness(values.map((value) => -value))).toBeCloseTo(-skewness(values), 12);
  });
});
