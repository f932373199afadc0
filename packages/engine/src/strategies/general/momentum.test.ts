import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { dayMs } from '../../time/timeframe.ts';
import {
  barsOfRows,
  expectedOf,
  plainAccount,
  plainEma,
  plainMean,
  plainTargets,
  wantedAlong,
} from '../expected-run.test-support.ts';
import { momentum } from './momentum.ts';

describe.skipIf(!hasSharedData)('momentum on SPY, daily 2003 to 2014', () => {
  const spy = () => barsOfRows(sharedRows('equities/spy_daily_adj_2003_2014.csv'), dayMs);

  it('has its expected statistics', () => {
    expect(expectedOf(momentum, [spy()])).toEqual({ trades: 74, totalReturn: -0.010673698, maxDrawdown: -0.313987861 });
    expect(expectedOf(momentum, [spy()], { maType: 'ema' })).toEqual({
      trades: 66,
      totalReturn: 0.350975794,
      maxDrawdown: -0.270894797,
    });
  });

  it.each([
    [10, 50, 'sma', 'long_short'],
    [20, 100, 'sma', 'long_only'],
    [10, 50, 'ema', 'long_short'],
  ])('trades as the rule worked out plainly: %i and %i bars, %s, %s', (shortWindow, longWindow, maType, direction) => {
    const bars = spy();
    const close = [...bars.close];
    const average = (window: number) =>
      maType === 'ema' ? plainEma(close, window) : close.map((_, i) => plainMean(close, i, window));
    const [short, long] = [average(shortWindow), average(longWindow)];
    const wanted = plainTargets(bars, (i, held) => {
      if (short[i] > long[i]) return 1;
      if (short[i] < long[i]) return direction === 'long_short' ? -1 : 0;
      return held;
    });
    const given = { shortWindow, longWindow, maType, direction };
    expect(expectedOf(momentum, [bars], given)).toEqual(plainAccount([bars], [wanted]));
  });

  it.each(['sma', 'ema'])('never trades with equal windows, %s', (maType) => {
    const given = { shortWindow: 20, longWindow: 20, maType };
    expect(expectedOf(momentum, [spy()], given)).toEqual({ trades: 0, totalReturn: 0, maxDrawdown: 0 });
  });
});

describe('momentum', () => {
  it('has a grid of 18 combinations, equal windows among them', () => {
    const { shortWindow, longWindow, maType, direction } = momentum.parameters;
    expect(shortWindow.grid).toEqual([5, 10, 20]);
    expect(longWindow.grid).toEqual([20, 50, 100]);
    expect(maType.grid).toEqual(['sma', 'ema']);
    expect(direction.grid).toHaveLength(1);
    expect(momentum.conflict).toBeUndefined();
  });

  it('states where the market is, and keeps what it holds on a tie', () => {
    const long = [2, 2, 2, 2, 2];
    expect(wantedAlong(momentum, { short: [2, 3, 2, 1, 2], long })).toEqual([0, 1, 1, -1, -1]);
  });
});
