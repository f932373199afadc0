import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { dayMs } from '../../time/timeframe.ts';
import {
  barsOfRows,
  expectedOf,
  plainAccount,
  plainMean,
  plainTargets,
  wantedAlong,
} from '../expected-run.test-support.ts';
import { statArb } from './stat-arb.ts';

/** The line through the last `lookback` points that end at `i`: its slope, its fit, and where the last point stands. */
function plainRegression(x: readonly number[], y: readonly number[], i: number, lookback: number) {
  const xs = x.slice(i - lookback + 1, i + 1);
  const ys = y.slice(i - lookback + 1, i + 1);
  const meanX = plainMean(xs, lookback - 1, lookback);
  const meanY = plainMean(ys, lookback - 1, lookback);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const covariance = sum(xs.map((value, k) => (value - meanX) * (ys[k] - meanY)));
  const varianceX = sum(xs.map((value) => (value - meanX) ** 2));
  const varianceY = sum(ys.map((value) => (value - meanY) ** 2));
  const beta = covariance / varianceX;
  const residuals = xs.map((value, k) => ys[k] - meanY - beta * (value - meanX));
  const deviation = Math.sqrt(sum(residuals.map((residual) => residual ** 2)) / lookback);
  return { beta, correlation: covariance / Math.sqrt(varianceX * varianceY), z: residuals[lookback - 1] / deviation };
}

describe.skipIf(!hasSharedData)('statistical arbitrage of UPS and FDX, daily 2013 to 2018', () => {
  const pair = () => {
    const rows = sharedRows('equities/us_stocks_daily_2013_2018.csv');
    return ['UPS', 'FDX'].map((symbol) =>
      barsOfRows(
        rows.filter((row) => row.symbol === symbol),
        dayMs,
      ),
    );
  };

  it('has its expected statistics, each leg a trade', () => {
    expect(expectedOf(statArb, pair())).toEqual({ trades: 50, totalReturn: -0.052229963, maxDrawdown: -0.089619544 });
  });

  it.each([
    [60, 2, 0.5, 0.5],
    [30, 1.5, 0, 0],
    [90, 2.5, 1, 0.8],
  ])('trades as the rule worked out plainly: %i bars, in at %d, out at %d, correlation %d', (...numbers) => {
    const [lookback, entry, exit, minimumCorrelation] = numbers;
    const [first, second] = pair();
    const [y, x] = [[...first.close].map(Math.log), [...second.close].map(Math.log)];
    const shares: number[][] = [[], []];
    plainTargets(first, (i, held) => {
      let wanted = held;
      let hedge = [0, 0];
      if (i >= lookback - 1) {
        const { beta, correlation, z } = plainRegression(x, y, i, lookback);
        if (z <= -entry && correlation >= minimumCorrelation) wanted = 1;
        else if (z >= entry && correlation >= minimumCorrelation) wanted = -1;
        else if (held === 1 && z >= -exit) wanted = 0;
        else if (held === -1 && z <= exit) wanted = 0;
        hedge = [1 / (1 + beta), -beta / (1 + beta)];
      }
      // The hedge is that of the entry for as long as the trade lasts.
      for (const k of [0, 1]) shares[k].push(wanted === held ? (shares[k][i - 1] ?? 0) : wanted * hedge[k]);
      return wanted;
    });
    const given = { lookback, entry, exit, minimumCorrelation };
    expect(expectedOf(statArb, [first, second], given)).toEqual(plainAccount([first, second], shares));
  });
});

describe('statistical arbitrage', () => {
  const correlation = [0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6];
  const second = [0, 0, 0, 0, 0, 0, 0, 0];
  /** With ρ = 0.6 and the second at its mean, z = first / 0.8. */
  const first = (z: readonly number[]) => z.map((value) => value * 0.8);

  it('holds between the entry and the exit', () => {
    const z = [-1.9, -2.1, -1.9, -0.6, -0.4, 2.1, 0.6, 0.4];
    expect(wantedAlong(statArb, { first: first(z), second, correlation })).toEqual([0, 1, 1, 1, 0, -1, -1, 0]);
  });

  it('enters only while the two move together, and leaves however they move', () => {
    const loose = [0.4, 0.6, 0.6, 0.4, 0.4];
    const z = [-3, -3, -3, -3, 0];
    expect(wantedAlong(statArb, { first: z, second, correlation: loose })).toEqual([0, 1, 1, 1, 0]);
  });

  it('sees no signal in the rounding of two listings of one thing', () => {
    const wanted = wantedAlong(statArb, { first: [1, -1], second: [-1, 1], correlation: [1 - 1e-13, 1 - 1e-13] });
    expect(wanted).toEqual([0, 0]);
  });

  it('has the grid of the contract', () => {
    const { lookback, entry, exit, minimumCorrelation } = statArb.parameters;
    expect([lookback.grid, entry.grid, exit.grid]).toEqual([
      [30, 60, 90],
      [1.5, 2, 2.5],
      [0, 0.5, 1],
    ]);
    expect(minimumCorrelation.grid).toHaveLength(1);
  });
});
