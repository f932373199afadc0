import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alphaBeta, jensenAlphaOf } from './alpha-beta.ts';
import { annualisedReturn } from './annual-return.ts';
import { calmar } from './calmar.ts';
import { capture } from './capture.ts';
import { downside } from './downside-deviation.ts';
import { compoundedVolatility, geometricMean } from './geometric-volatility.ts';
import { activeReturns } from './information-ratio.ts';
import { leanSharpeOf } from './lean-sharpe.ts';
import { omega } from './omega.ts';
import { tails } from './shape.ts';
import { sharpe } from './sharpe.ts';
import { sortino } from './sortino.ts';
import { stabilityOf } from './stability.ts';
import { volatility } from './volatility.ts';

/** Mean .01; deviations .01 −.02 .02 −.01. */
const returns = [0.02, -0.01, 0.03, 0];

describe('ratios of four returns', () => {
  it('are worked out by hand', () => {
    const deviation = Math.sqrt(1e-3 / 3);
    expect(volatility(returns, 4)).toBeCloseTo(2 * deviation, 14);
    expect(sharpe(returns, 4)).toBeCloseTo((0.01 / deviation) * 2, 12);
    expect(sharpe(returns, 4, 0.01)).toBeCloseTo(0, 12);
    // Only −.01 falls short of 0: √(1e-4 / 4) = .005.
    expect(downside(returns)).toBeCloseTo(0.005, 14);
    expect(sortino(returns, 4)).toBeCloseTo(4, 12);
    expect(omega(returns)).toBeCloseTo(5, 12);
    // Over .01: .01 + .02 won, .02 + .01 lost.
    expect(omega(returns, 0.01)).toBeCloseTo(1, 12);
    expect(annualisedReturn(returns, 8)).toBeCloseTo((1.02 * 0.99 * 1.03) ** 2 - 1, 14);
    expect(calmar(returns, 4)).toBeCloseTo((1.02 * 0.99 * 1.03 - 1) / 0.01, 12);
    expect(leanSharpeOf(returns, 4, 0.02)).toBeCloseTo((1.01 ** 4 - 1.02) / (2 * deviation), 12);
  });

  it('compound as backtesting.py has it', () => {
    expect(geometricMean([0.21, 0])).toBeCloseTo(0.1, 14);
    // √((.01 + 1.21)² − 1.21²).
    expect(compoundedVolatility(0.1, 0.01, 2)).toBeCloseTo(Math.sqrt(1.22 ** 2 - 1.21 ** 2), 14);
  });

  it('do not exist without risk, by one rule', () => {
    const flat = new Array(50).fill(0.001);
    // A curve that grows evenly has returns that differ in the last digit only.
    const even = Array.from({ length: 50 }, (_, i) => (100 * 1.001 ** (i + 1)) / (100 * 1.001 ** i) - 1);
    for (const riskless of [flat, even]) {
      expect(sharpe(riskless, 252)).toBeNaN();
      expect(sortino(riskless, 252)).toBeNaN();
      expect(omega(riskless)).toBeNaN();
      expect(calmar(riskless, 252)).toBeNaN();
      expect(leanSharpeOf(riskless, 252)).toBeNaN();
    }
    expect(tails([0, 0, 0])).toBeNaN();
    expect(stabilityOf([0, 0, 0])).toBeNaN();
  });

  it('do not exist of nothing, and compounding ends with everything lost', () => {
    for (const figure of [sharpe, sortino, calmar, volatility, annualisedReturn]) expect(figure([], 252)).toBeNaN();
    expect(annualisedReturn([0.5, -1, 0.2], 252)).toBeNaN();
  });
});

describe('against a benchmark', () => {
  const benchmark = [0.01, -0.02, 0.02, -0.01];

  it('twice the benchmark plus a tenth of a per cent has beta 2 and that alpha', () => {
    const doubled = benchmark.map((r) => 2 * r + 0.001);
    const { alpha, beta } = alphaBeta(doubled, benchmark, 252);
    expect(beta).toBeCloseTo(2, 12);
    expect(alpha).toBeCloseTo(1.001 ** 252 - 1, 10);
    // With 0.05 % a period riskless: .001 − .0005·(1 − 2) = .0015 is left.
    expect(alphaBeta(doubled, benchmark, 252, 0.0005).alpha).toBeCloseTo(1.0015 ** 252 - 1, 10);
  });

  it('the benchmark itself has no alpha, is captured whole and leaves no information', () => {
    expect(alphaBeta(benchmark, benchmark, 252)).toEqual({ alpha: 0, beta: 1 });
    expect(jensenAlphaOf(benchmark, benchmark, 252)).toBeCloseTo(0, 14);
    expect(capture(benchmark, benchmark, 'up', 252)).toBe(1);
    expect(capture(benchmark, benchmark, 'down', 252)).toBe(1);
    expect(sharpe(activeReturns(benchmark, benchmark), 252)).toBeNaN();
  });

  it('half of its falls and all of its rises are captured as such', () => {
    const half = [0.01, -0.01, 0.02, -0.005];
    expect(capture(half, benchmark, 'up', 2)).toBe(1);
    expect(capture(half, benchmark, 'down', 2)).toBeCloseTo((1 - 0.99 * 0.995) / (1 - 0.98 * 0.99), 12);
  });

  it('needs a return for every period', () => {
    expect(() => activeReturns([0.1], [])).toThrow('a benchmark return for each of 1 periods expected, found 0');
  });
});

describe('any returns', () => {
  const columns = fc
    .array(fc.integer({ min: -900, max: 900 }), { minLength: 3, maxLength: 60 })
    .map((column) => column.map((r) => r / 10_000));

  it('have the same Sharpe, Sortino, Omega and tails at every stake', () => {
    fc.assert(
      fc.property(columns, fc.constantFrom(0.5, 2), (column, stake) => {
        const staked = column.map((r) => r * stake);
        expect(sharpe(staked, 252)).toBe(sharpe(column, 252));
        expect(sortino(staked, 252)).toBe(sortino(column, 252));
        expect(omega(staked)).toBe(omega(column));
        expect(tails(staked)).toBe(tails(column));
        expect(volatility(staked, 252)).toBe(volatility(column, 252) * stake);
      }),
    );
  });

  it('have an Omega above 1 exactly when their mean is above 0, and the sign of Sharpe and Sortino with it', () => {
    fc.assert(
      fc.property(columns, (column) => {
        const sum = column.reduce((total, r) => total + Math.round(r * 10_000), 0);
        const [factor, ratio, down] = [omega(column), sharpe(column, 252), sortino(column, 252)];
        if (sum === 0) return;
        if (!Number.isNaN(factor)) expect(factor > 1).toBe(sum > 0);
        if (!Number.isNaN(ratio)) expect(Math.sign(ratio)).toBe(Math.sign(sum));
        if (!Number.isNaN(down)) expect(Math.sign(down)).toBe(Math.sign(sum));
      }),
    );
  });

  it('do not depend on their order, where the path does not matter', () => {
    fc.assert(
      fc.property(columns, (column) => {
        const reversed = column.toReversed();
        expect(volatility(reversed, 252)).toBeCloseTo(volatility(column, 252), 12);
        expect(downside(reversed)).toBeCloseTo(downside(column), 12);
        expect(tails(reversed)).toBe(tails(column));
        const whole = column.length;
        expect(annualisedReturn(reversed, whole)).toBeCloseTo(annualisedReturn(column, whole), 9);
      }),
    );
  });
});
