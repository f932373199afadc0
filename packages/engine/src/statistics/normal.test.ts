import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity, normalQuantile } from './normal.ts';

/** ½·erfc(−x/√2) of the C library. */
const cdfTable = [
  [-38, 2.88542835e-316],
  [-37, 5.725571222525139e-300],
  [-20, 2.7536241186063314e-89],
  [-10, 7.619853024160593e-24],
  [-8, 6.220960574271819e-16],
  [-7.5, 3.19089167291092e-14],
  [-7.0710678, 7.687299629545496e-13],
  [-7, 1.279812543885835e-12],
  [-5, 2.866515718791946e-7],
  [-3, 0.0013498980316300957],
  [-1.96, 0.024997895148220435],
  [-1, 0.15865525393145707],
  [-0.5, 0.3085375387259869],
  [-1e-8, 0.4999999960105772],
  [0, 0.5],
  [0.3, 0.6179114221889526],
  [1, 0.8413447460685429],
  [2, 0.9772498680518208],
  [5, 0.9999997133484281],
] as const;

/** Quantiles by AS 241 as Python's statistics.NormalDist gives them. */
const quantileTable = [
  [1e-300, -37.0470962993612],
  [1e-15, -7.941345326170995],
  [1e-10, -6.361340902404056],
  [1e-5, -4.2648907939228256],
  [0.001, -3.090232306167813],
  [0.01, -2.3263478740408408],
  [0.05, -1.6448536269514726],
  [0.075, -1.4395314709384557],
  [0.0749999, -1.4395321773759004],
  [0.25, -0.6744897501960817],
  [0.5, 0],
  [0.6, 0.2533471031357998],
  [0.9, 1.2815515655446008],
  [0.95, 1.6448536269514715],
  [0.975, 1.9599639845400536],
  [0.99, 2.3263478740408408],
  [0.9999, 3.7190164854557084],
] as const;

describe('the normal distribution', () => {
  it.each(cdfTable)('puts below %d the share %d', (x, expected) => {
    expect(Math.abs(normalCdf(x) - expected)).toBeLessThanOrEqual(1e-12 * expected);
  });

  it.each(quantileTable)('has at %d the quantile %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThanOrEqual(1e-14 * Math.abs(expected));
  });

  it('reaches from −∞ to ∞ and is nowhere outside the probabilities', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalCdf(-40)).toBe(0);
    expect(normalCdf(40)).toBe(1);
  });

  it('finds the share of its own quantiles again', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-13);
      }),
    );
  });

  it('is the integral of its density', () => {
    const h = 1e-4;
    for (const x of [-2, -0.3, 0, 1.7]) {
      expect((normalCdf(x + h) - normalCdf(x - h)) / (2 * h)).toBeCloseTo(normalDensity(x), 8);
    }
  });
});
