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
import { meanReversion } from './mean-reversion.ts';

describe.skipIf(!hasSharedData)('mean reversion on SPY, daily 2003 to 2014', () => {
  const spy = () => barsOfRows(sharedRows('equities/spy_daily_adj_2003_2014.csv'), dayMs);

  it('has its expected statistics', () => {
    expect(expectedOf(meanReversion, [spy()])).toEqual({
      trades: 105,
      totalReturn: 0.209961231,
      maxDrawdown: -0.364378224,
    });
  });

  it.each([
    [20, 2, -2, 0, 'long_short'],
    [10, 1.5, -2.5, 0.5, 'long_only'],
    [30, 2.5, -1.5, -1, 'long_short'],
  ])('trades as the rule worked out plainly: %i bars, %d, %d, %d, %s', (window, std, z, exit, direction) => {
    const bars = spy();
    const close = [...bars.close];
    const squares = (i: number) => {
      const mean = plainMean(close, i, window);
      return close.slice(i - window + 1, i + 1).map((price) => (price - mean) ** 2);
    };
    const wanted = plainTargets(bars, (i, held) => {
      if (i < window - 1) return 0;
      const mean = plainMean(close, i, window);
      const deviation = Math.sqrt(plainMean(squares(i), window - 1, window));
      const score = (close[i] - mean) / deviation;
      // Below the lower band and at the z-score, both.
      if (close[i] <= mean - std * deviation && score <= z) return 1;
      if (close[i] >= mean + std * deviation && score >= -z) return direction === 'long_short' ? -1 : 0;
      const isBack = (held === 1 && score >= exit) || (held === -1 && score <= -exit);
      return isBack ? 0 : held;
    });
    const given = { window, std, z, exit, direction };
    expect(expectedOf(meanReversion, [bars], given)).toEqual(plainAccount([bars], [wanted]));
  });
});

describe('mean reversion', () => {
  it('has the grid of the contract', () => {
    const { window, std, z } = meanReversion.parameters;
    expect([window.grid, std.grid, z.grid]).toEqual([
      [10, 20, 30],
      [1.5, 2, 2.5],
      [-2.5, -2, -1.5],
    ]);
  });

  it('holds between the entry and the mean', () => {
    const z = [0, -1.9, -2, -1, -2.1, -0.1, 0, 1.9, 2, 1, 0.1, 0, Number.NaN];
    expect(wantedAlong(meanReversion, { z })).toEqual([0, 0, 1, 1, 1, 1, 0, 0, -1, -1, -1, 0, 0]);
  });

  it('does nothing where a price that does not move has no z-score', () => {
    expect(wantedAlong(meanReversion, { z: [-2, Number.NaN, Number.NaN, 0] })).toEqual([1, 1, 1, 0]);
  });
});
