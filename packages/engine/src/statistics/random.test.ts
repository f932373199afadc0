import { describe, expect, test } from 'vitest';
import { Random, seedOf } from './random.ts';

describe('seeded random numbers', () => {
  test('repeat the published sequence of mulberry32', () => {
    const random = new Random(42);
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.6011037519201636, 0.44829055899754167, 0.8524657934904099,
    ]);
  });

  test('normal draws have mean 0 and deviation 1', () => {
    const random = new Random(7);
    const draws = Array.from({ length: 20_000 }, () => random.normal());
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length;
    // Four standard errors of each.
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(draws.length));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / draws.length));
  });

  test('whole numbers stay below their bound and reach each value', () => {
    const random = new Random(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('seeds of different words differ, also where the words run together', () => {
    expect(
      new Set([seedOf('ab', 'c'), seedOf('a', 'bc'), seedOf('abc'), seedOf(1, 'SPY'), seedOf(2, 'SPY')]).size,
    ).toBe(5);
  });
});
