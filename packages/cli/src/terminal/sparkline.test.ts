import { expect, test } from 'vitest';
import { sparkline } from './sparkline.ts';

test('the lowest value is the lowest block and the highest the highest', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 80)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([-5, 5, -5], 80)).toBe('▁█▁');
});

test('a curve longer than the width shows the last value of each share, and ends where the curve ends', () => {
  expect(sparkline([9, 0, 0, 1, 9, 7], 3)).toBe('▁▁▇');
  expect(sparkline([7, 0], 1)).toBe('▁');
});

test('every width gives exactly so many signs, never more than there are values', () => {
  const values = Array.from({ length: 97 }, (_, i) => Math.sin(i));
  for (let width = 1; width <= 120; width++) expect(sparkline(values, width)).toHaveLength(Math.min(width, 97));
});

test('a level curve stands in the middle, and no curve is no text', () => {
  expect(sparkline([3, 3, 3], 80)).toBe('▄▄▄');
  expect(sparkline([], 80)).toBe('');
});

test('long curves are no danger to the stack', () => {
  expect(
    sparkline(
      Array.from({ length: 500_000 }, (_, i) => i),
      4,
    ),
  ).toBe('▂▄▆█');
});
