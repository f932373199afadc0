import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correlation, covariance, regression } from './correlation.ts';
import { variance } from './moments.ts';

describe('two columns', () => {
  const x = [1, 2, 3, 4];
  const y = [2, 4, 5, 9];

  it('move together as worked out by hand', () => {
    // x̄ 2.5, ȳ 5: Σ(x−x̄)(y−ȳ) = 4.5 + 0.5 + 0 + 6 = 11; Σ(x−x̄)² = 5; Σ(y−ȳ)² = 26.
    expect(covariance(x, y, 1)).toBeCloseTo(11 / 3, 14);
    expect(correlation(x, y)).toBeCloseTo(11 / Math.sqrt(130), 14);
    expect(regression(y, x)).toEqual({ slope: 2.2, intercept: -0.5 });
  });

  it('correlate with themselves by 1 and not by a rounding more', () => {
    expect(correlation([0.3, 1], [0.3, 1])).toBe(1);
  });

  it('have no line when x does not vary, and none of one pair', () => {
    expect(regression([1, 2, 3], [0.1, 0.1, 0.1]).slope).toBeNaN();
    expect(regression([1], [2]).slope).toBeNaN();
    expect(correlation([1, 2, 3], [0.1, 0.1, 0.1])).toBeNaN();
  });

  it('must be of equal length', () => {
    expect(() => correlation([1, 2], [1])).toThrow('equal length expected, found 2 and 1');
  });

  it('correlate between −1 and 1, the same from both sides, and fully with themselves', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 })), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(pairs, (rows) => {
        const a = rows.map(([first]) => first);
        const b = rows.map(([, second]) => second);
        const r = correlation(a, b);
        if (!Number.isNaN(r)) {
          expect(Math.abs(r)).toBeLessThanOrEqual(1);
          expect(correlation(b, a)).toBeCloseTo(r, 12);
        }
        if (variance(a, 0) > 1e-12) expect(correlation(a, a)).toBeCloseTo(1, 9);
      }),
    );
  });
});
