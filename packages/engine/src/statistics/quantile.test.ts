import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile } from './quantile.ts';

describe('quantiles', () => {
  it('interpolate between order statistics', () => {
    const values = [40, 10, 30, 20];
    expect(quantile(values, 0)).toBe(10);
    expect(quantile(values, 1)).toBe(40);
    expect(quantile(values, 0.25)).toBe(17.5);
    expect(quantile(values, 1 / 3)).toBe(20);
    expect(median(values)).toBe(25);
  });

  it('leave the column as it was', () => {
    const values = Float64Array.of(3, 1, 2);
    median(values);
    expect([...values]).toEqual([3, 1, 2]);
  });

  it('of nothing, or outside 0..1, do not exist', () => {
    expect(quantile([], 0.5)).toBeNaN();
    expect(quantile([1], -0.1)).toBeNaN();
    expect(quantile([1], 1.1)).toBeNaN();
    expect(quantile([7], 0.3)).toBe(7);
  });

  it('equal those of the sorted column', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (column, p) => {
        const sorted = [...column].sort((a, b) => a - b);
        const position = (column.length - 1) * p;
        const low = sorted[Math.floor(position)];
        const high = sorted[Math.ceil(position)];
        expect(quantile(column, p)).toBeCloseTo(low + (position % 1) * (high - low), 12);
      }),
    );
  });
});
