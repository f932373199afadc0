import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rMultiples } from './expectancy.ts';
import { kelly } from './kelly.ts';
import { payoff, wonOverLost } from './profit-factor.ts';
import { systemQualityOf } from './system-quality.ts';
import { wins } from './win-rate.ts';

describe('four trades of 100, −50, 200 and −50', () => {
  const gains = [100, -50, 200, -50];

  it('won three times what they lost', () => {
    expect(wonOverLost(gains)).toBe(3);
    expect(payoff(gains)).toBe(3);
    expect(wins(gains)).toBe(2);
  });

  it('ask for a third of the stake', () => {
    // ½ − ½ / 3.
    expect(kelly(gains)).toBeCloseTo(1 / 3, 14);
  });

  it('have a quality of 0.82', () => {
    // Mean 50; squares 2500 + 10000 + 22500 + 10000 = 45000; deviation √15000; √4 · 50 / 122.474.
    expect(systemQualityOf(gains)).toBeCloseTo(100 / Math.sqrt(15_000), 14);
  });
});

describe('figures that do not exist', () => {
  it('are those without a loss, without a win, without a spread', () => {
    expect(wonOverLost([1, 2])).toBeNaN();
    expect(payoff([-1, -2])).toBeNaN();
    expect(kelly([1, 2])).toBeNaN();
    expect(systemQualityOf([0.1, 0.1, 0.1])).toBeNaN();
    expect(systemQualityOf([])).toBeNaN();
  });

  it('a trade of exactly 0 is neither won nor lost', () => {
    expect(wins([0, 1])).toBe(1);
    expect(payoff([0, 2, -1])).toBe(2);
  });
});

describe('results in R', () => {
  it('are pnl over what was risked, or over the money per R without a stop', () => {
    const trades = [
      { pnl: 300, initialRisk: 100 },
      { pnl: -10, initialRisk: null },
    ];
    expect(rMultiples(trades, 5)).toEqual(Float64Array.of(3, -2));
  });

  it('do not exist when a trade has neither', () => {
    expect(rMultiples([{ pnl: 300, initialRisk: 100 }, { pnl: -10 }], null)).toBeNull();
    expect(rMultiples([{ pnl: 300, initialRisk: 0 }], null)).toBeNull();
  });
});

describe('any list of trades', () => {
  const lists = fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 2, maxLength: 60 });

  it('has the same ratios in every currency', () => {
    fc.assert(
      fc.property(lists, fc.constantFrom(0.25, 2, 1024), (gains, rate) => {
        // Powers of two move no digit, so the figures must agree to the bit.
        const exchanged = gains.map((gain) => gain * rate);
        for (const figure of [wonOverLost, payoff, kelly]) expect(figure(exchanged)).toBe(figure(gains));
      }),
    );
  });

  it('wins by the profit factor exactly when it wins money', () => {
    fc.assert(
      fc.property(lists, (gains) => {
        const [won, lost] = [gains.filter((gain) => gain > 0), gains.filter((gain) => gain < 0)];
        const sum = (column: number[]) => column.reduce((total, gain) => total + gain, 0);
        const factor = wonOverLost(gains);
        if (lost.length === 0) expect(factor).toBeNaN();
        else expect(factor > 1).toBe(sum(won) > -sum(lost));
      }),
    );
  });

  it('never asks for more than the share of its wins', () => {
    fc.assert(
      fc.property(lists, (gains) => {
        const stake = kelly(gains);
        if (!Number.isNaN(stake)) expect(stake).toBeLessThanOrEqual(wins(gains) / gains.length);
      }),
    );
  });
});
