import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { barsOfRows, expectedOf, plainAccount, plainTargets, wantedAlong } from '../expected-run.test-support.ts';
import { breakout } from './breakout.ts';

const fourHoursMs = 4 * 3_600_000;

describe.skipIf(!hasSharedData)('breakout on BTC-USD, four hours 2021 to 2025', () => {
  const bitcoin = () => barsOfRows(sharedRows('crypto/btcusd_4h_coinbase_2021_2025.csv'), fourHoursMs);

  it('has its expected statistics', () => {
    expect(expectedOf(breakout, [bitcoin()])).toEqual({
      trades: 257,
      totalReturn: -0.089679637,
      maxDrawdown: -0.548309805,
    });
  });

  it.each([
    [20, 10, 'long_short'],
    [55, 20, 'long_only'],
  ])('trades as the rule worked out plainly: in at %i, out at %i bars, %s', (entry, exit, direction) => {
    const bars = bitcoin();
    const { high, low, close } = bars;
    const wanted = plainTargets(bars, (i, held) => {
      const highest = (count: number) => Math.max(...high.subarray(i - count, i));
      const lowest = (count: number) => Math.min(...low.subarray(i - count, i));
      if (i < exit) return 0;
      if (i >= entry && close[i] > highest(entry)) return 1;
      if (i >= entry && close[i] < lowest(entry)) return direction === 'long_short' ? -1 : 0;
      if (held === 1 && close[i] < lowest(exit)) return 0;
      if (held === -1 && close[i] > highest(exit)) return 0;
      return held;
    });
    expect(expectedOf(breakout, [bars], { entry, exit, direction })).toEqual(plainAccount([bars], [wanted]));
  });
});

describe('breakout', () => {
  it('measures a close against the walls of the bar before', () => {
    const columns = {
      close: [10, 12, 12, 12, 9, 9, 7, 8, 10],
      upper: [11, 12, 12, 12, 12, 12, 12, 12, 12],
      lower: [8, 8, 8, 8, 8, 8, 7, 7, 7],
      exitUpper: [11, 12, 12, 12, 12, 12, 9, 9, 9],
      exitLower: [9, 9, 10, 11, 9, 9, 7, 7, 7],
    };
    expect(wantedAlong(breakout, columns)).toEqual([0, 1, 1, 1, 0, 0, -1, -1, 0]);
  });

  it('keeps its exit channel within its entry channel', () => {
    expect(breakout.conflict?.({ entry: 20, exit: 21 })).toContain('exit (21) must not be larger than entry (20)');
    expect(breakout.conflict?.({ entry: 20, exit: 20 })).toBeNull();
  });
});
