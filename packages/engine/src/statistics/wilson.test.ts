import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilsonLowerBound } from './wilson.ts';

describe('the Wilson bound', () => {
  it('of 13 of 20 is .433', () => {
    // p = .65, z²/n = .19208: (.65 + .09604 − 1.96·√((.2275 + .04802)/20)) / 1.19208 = (.74604 − .22999) / 1.19208.
    expect(wilsonLowerBound(13, 20)).toBeCloseTo(0.4329, 4);
  });

  it('of none is nothing, of all still less than certain, of no trials undefined', () => {
    for (const trials of [9, 11]) expect(wilsonLowerBound(0, trials)).toBeCloseTo(0, 12);
    // 1 / (1 + z²/n).
    expect(wilsonLowerBound(3, 3)).toBeCloseTo(1 / (1 + 3.8416 / 3), 12);
    expect(wilsonLowerBound(0, 0)).toBeNaN();
  });

  it('lies within [0, share] and rises with the evidence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (trials, drawn) => {
        const successes = drawn % (trials + 1);
        const bound = wilsonLowerBound(successes, trials);
        expect(bound).toBeGreaterThanOrEqual(0);
        expect(bound).toBeLessThanOrEqual(successes / trials);
        expect(wilsonLowerBound(10 * successes, 10 * trials)).toBeGreaterThanOrEqual(bound - 1e-15);
      }),
    );
  });
});
