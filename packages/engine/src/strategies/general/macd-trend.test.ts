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
import { macdTrend } from './macd-trend.ts';

const nan = Number.NaN;

describe.skipIf(!hasSharedData)('MACD with trend filter on GOOG, daily 2004 to 2013', () => {
  const goog = () => barsOfRows(sharedRows('backtests/goog_daily.csv'), dayMs);

  it('has its expected statistics', () => {
    expect(expectedOf(macdTrend, [goog()])).toEqual({
      trades: 68,
      totalReturn: 0.849025682,
      maxDrawdown: -0.229182518,
    });
  });

  it.each(['long_short', 'long_only'])('trades as the rule worked out plainly, %s', (direction) => {
    const bars = goog();
    const close = [...bars.close];
    // As TA-Lib: both averages start from windows that end at the same bar.
    const fast = plainEma(
      close.map((price, i) => (i < 26 - 12 ? nan : price)),
      12,
    );
    const slow = plainEma(close, 26);
    const line = fast.map((value, i) => value - slow[i]);
    const signal = plainEma(line, 9);
    const trend = plainEma(close, 100);
    const wanted = plainTargets(bars, (i, held) => {
      const above = line[i - 1] < signal[i - 1] && line[i] > signal[i];
      const below = line[i - 1] > signal[i - 1] && line[i] < signal[i];
      if (above && close[i] > trend[i]) return 1;
      if (below && close[i] < trend[i] && direction === 'long_short') return -1;
      return (above && held < 0) || (below && held > 0) ? 0 : held;
    });
    expect(expectedOf(macdTrend, [bars], { direction })).toEqual(plainAccount([bars], [wanted]));
  });
});

describe('MACD with trend filter', () => {
  it('enters with the trend only, and leaves on the opposite cross wherever price stands', () => {
    const signal = [0, 0, 0, 0, 0, 0];
    const macd = [-1, 1, 1, -1, 1, -1];
    const trend = [10, 10, 10, 10, 10, 10];
    expect(wantedAlong(macdTrend, { macd, signal, trend, close: [9, 9, 9, 9, 9, 9] })).toEqual([0, 0, 0, -1, 0, -1]);
    expect(wantedAlong(macdTrend, { macd, signal, trend, close: [11, 11, 9, 11, 11, 9] })).toEqual([0, 1, 1, 0, 1, -1]);
  });
});
