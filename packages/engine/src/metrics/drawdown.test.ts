import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../time/timeframe.ts';
import { deepestDrawdown, drawdowns } from './drawdown.ts';
import { pain, ulcer } from './ulcer-index.ts';

const days = (count: number) => Float64Array.from({ length: count }, (_, i) => (i + 1) * dayMs);
const measure = (...equity: number[]) => drawdowns(equity, days(equity.length), 100);

describe('drawdowns', () => {
  it('are told apart by their peaks', () => {
    //                      peak       peak                 peak
    const found = measure(100, 90, 100, 120, 60, 90, 119, 130, 117);
    expect(found.count).toBe(3);
    expect(found.deepest).toBe(-0.5);
    expect(found.depthSum).toBeCloseTo(-0.1 - 0.5 - 0.1, 14);
    // Day 1 → 3, day 4 → 8, day 8 → the end on day 9.
    expect(found.longestMs).toBe(4 * dayMs);
    expect(found.durationSumMs).toBe((2 + 4 + 1) * dayMs);
    expect(found.current).toBeCloseTo(-0.1, 14);
  });

  it('start from the capital, not from the first mark', () => {
    expect(measure(80, 90).deepest).toBeCloseTo(-0.2, 14);
    expect(measure(80, 90).count).toBe(1);
  });

  it('are none while equity only rises or stands', () => {
    expect(measure(100, 100, 101, 102)).toEqual({
      deepest: 0,
      depthSum: 0,
      current: 0,
      count: 0,
      longestMs: 0,
      durationSumMs: 0,
    });
  });

  it('may be deeper than everything: a loss beyond the capital', () => {
    expect(measure(-50).deepest).toBe(-1.5);
  });

  it('of nothing have no end', () => {
    expect(drawdowns([], [], 100).current).toBeNaN();
    expect(deepestDrawdown([])).toBeNaN();
  });
});

describe('the ulcer index', () => {
  it('is the root mean square of the daily drawdowns, the pain index their mean', () => {
    // 1.1, 0.88, 1.1, 0.99: below the peak by 0, .2, 0, .1.
    const returns = [0.1, -0.2, 0.25, -0.1];
    expect(ulcer(returns)).toBeCloseTo(Math.sqrt((0.04 + 0.01) / 4), 12);
    expect(pain(returns)).toBeCloseTo(0.3 / 4, 12);
  });
});

describe('on any path', () => {
  const paths = fc
    .array(fc.integer({ min: -99, max: 100 }), { minLength: 1, maxLength: 60 })
    .map((steps) => steps.map((step) => step / 100));

  it('the depth lies within [−1, 0], no day is deeper than it, and money of another unit falls alike', () => {
    fc.assert(
      fc.property(paths, fc.constantFrom(0.01, 100, 1e6), (returns, capital) => {
        let value = capital;
        const equity = returns.map((r) => {
          value *= 1 + r;
          return value;
        });
        const found = drawdowns(equity, days(equity.length), capital);
        expect(found.deepest).toBeLessThanOrEqual(0);
        expect(found.deepest).toBeGreaterThanOrEqual(-1);
        expect(found.deepest).toBeCloseTo(deepestDrawdown(returns), 9);
        expect(found.depthSum).toBeLessThanOrEqual(found.deepest);
        expect(found.current).toBeGreaterThanOrEqual(found.deepest);
        expect(found.durationSumMs).toBeGreaterThanOrEqual(found.longestMs);
        expect(found.durationSumMs).toBeLessThanOrEqual((equity.length - 1) * dayMs);
        expect(pain(returns)).toBeLessThanOrEqual(ulcer(returns) + 1e-12);
        expect(ulcer(returns)).toBeLessThanOrEqual(-found.deepest + 1e-9);
      }),
    );
  });
});
