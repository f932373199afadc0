import { expect, it } from 'vitest';
import { largest, smallest } from './extremes.ts';

it('the ends of a column are found in one of a million values, and are undefined in none', () => {
  const column = Float64Array.from({ length: 1_000_000 }, (_, i) => Math.abs(i - 400_000));
  expect(largest(column)).toBe(599_999);
  expect(smallest(column)).toBe(0);
  expect(largest([-3])).toBe(-3);
  expect(largest([])).toBeNaN();
  expect(smallest([])).toBeNaN();
});
