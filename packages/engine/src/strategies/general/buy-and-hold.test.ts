import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { dayMs } from '../../time/timeframe.ts';
import { barsOfRows, expectedOf, plainAccount } from '../expected-run.test-support.ts';
import { buyAndHold } from './buy-and-hold.ts';

describe.skipIf(!hasSharedData)('buy and hold of SPY, daily 2003 to 2014', () => {
  it('has its expected statistics, those of the price after one fee', () => {
    const spy = barsOfRows(sharedRows('equities/spy_daily_adj_2003_2014.csv'), dayMs);
    const statistics = expectedOf(buyAndHold, [spy]);
    expect(statistics).toEqual({ trades: 0, totalReturn: 1.067961137, maxDrawdown: -0.564015102 });
    expect(statistics).toEqual(plainAccount([spy], [Array.from(spy.ts, () => 1)]));
    // Bought at the second open, worth the last close: the fee and the overnight gap are all that lies between.
    expect(statistics.totalReturn).toBeCloseTo(spy.close[spy.length - 1] / spy.open[1] - 1, 1);
  });
});
