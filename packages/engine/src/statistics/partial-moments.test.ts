import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean } from './moments.ts';
import { lowerPartialMoment, upperPartialMoment } from './partial-moments.ts';

describe('partial moments', () => {
  it('count one side of the threshold over all values', () => {
    const values = [1, -1, 3, -3];
    expect(lowerPartialMoment(values, 0, 1)).toBe(1);
    expect(lowerPartialMoment(values, 0, 2)).toBe(2.5);
    expect(upperPartialMoment(values, 1, 1)).toBe(0.5);
    expect(upperPartialMoment(values, 1, 2)).toBe(1);
    expect(lowerPartialMoment([], 0, 1)).toBeNaN();
  });

  it('of order one differ by the mean over the threshold', () => {
    const values = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: -100, max: 100 }), (column, threshold) => {
        const difference = upperPartialMoment(column, threshold, 1) - lowerPartialMoment(column, threshold, 1);
        expect(difference).toBeCloseTo(mean(column) - threshold, 12);
      }),
    );
  });
});
