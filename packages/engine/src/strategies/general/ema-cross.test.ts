import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { dayMs } from '../../time/timeframe.ts';
import {
  barsOfRows,
  expectedOf,
  plainAccount,
  plainEma,
  plainTargets,
  wantedAlong,
} from '../expected-run.test-support.ts';
import { emaCross } from './ema-cross.ts';

describe.skipIf(!hasSharedData)('EMA crossover on GOOG, daily 2004 to 2013', () => {
  const goog = () => barsOfRows(sharedRows('backtests/goog_daily.csv'), dayMs);

  it('has its expected statistics', () => {
    expect(expectedOf(emaCross, [goog()])).toEqual({ trades: 43, totalReturn: 1.741071397, maxDrawdown: -0.417224593 });
  });

  it.each([
    [10, 50, 'long_short'],
    [20, 100, 'long_only'],
  ])('trades as the rule worked out plainly: %i and %i bars, %s', (fastBars, slowBars, direction) => {
    const bars = goog();
    const fast = plainEma([...bars.close], fastBars);
    const slow = plainEma([...bars.close], slowBars);
    const wanted = plainTargets(bars, (i, held) => {
      if (fast[i - 1] < slow[i - 1] && fast[i] > slow[i]) return 1;
      if (fast[i - 1] > slow[i - 1] && fast[i] < slow[i]) return direction === 'long_short' ? -1 : 0;
      return held;
    });
    expect(expectedOf(emaCross, [bars], { fast: fastBars, slow: slowBars, direction })).toEqual(
      plainAccount([bars], [wanted]),
    );
  });
});

describe('EMA crossover', () => {
  it('waits for a cross, and a touch is none', () => {
    const fast = [3, 3, 2, 3, 1, 2, 3, 3];
    const slow = [2, 2, 2, 2, 2, 2, 2, 2];
    expect(wantedAlong(emaCross, { fast, slow })).toEqual([0, 0, 0, 0, -1, -1, -1, -1]);
    expect(wantedAlong(emaCross, { fast: [1, 3, 1, 3], slow }, { direction: 'long_only' })).toEqual([0, 1, 0, 1]);
  });
});
