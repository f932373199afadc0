import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import { barsOfRows, expectedOf, plainAccount, plainTargets, wantedAlong } from '../expected-run.test-support.ts';
import { rsi } from './rsi.ts';

const hourMs = 3_600_000;

/** Wilder's index: averages start as the mean of the first `period` changes. */
function plainRsi(close: readonly number[], period: number): number[] {
  let gain = 0;
  let loss = 0;
  return close.map((price, i) => {
    if (i === 0) return Number.NaN;
    const rise = Math.max(0, price - close[i - 1]);
    const fall = Math.max(0, close[i - 1] - price);
    const weight = i <= period ? 1 : period - 1;
    gain = gain * weight + rise;
    loss = loss * weight + fall;
    if (i >= period) {
      gain /= period;
      loss /= period;
    }
    return i < period ? Number.NaN : 100 - 100 / (1 + gain / loss);
  });
}

describe.skipIf(!hasSharedData)('RSI reversal on EURUSD, hourly 2017 to 2018', () => {
  const euro = () => barsOfRows(sharedRows('fx/eurusd_1h_2017_2018.csv'), hourMs);

  it('has its expected statistics', () => {
    expect(expectedOf(rsi, [euro()])).toEqual({ trades: 79, totalReturn: -0.167201593, maxDrawdown: -0.183928913 });
  });

  it.each([
    [14, 30, 70, 50, 'long_short'],
    [7, 20, 80, 60, 'long_only'],
  ])(
    'trades as the rule worked out plainly: %i bars, %i, %i, %i, %s',
    (period, oversold, overbought, exit, direction) => {
      const bars = euro();
      const index = plainRsi([...bars.close], period);
      const wanted = plainTargets(bars, (i, held) => {
        if (index[i] <= oversold) return 1;
        if (index[i] >= overbought) return direction === 'long_short' ? -1 : 0;
        const hasRecovered = (held === 1 && index[i] >= exit) || (held === -1 && index[i] <= 100 - exit);
        return hasRecovered ? 0 : held;
      });
      const given = { period, oversold, overbought, exit, direction };
      expect(expectedOf(rsi, [bars], given)).toEqual(plainAccount([bars], [wanted]));
    },
  );
});

describe('RSI reversal', () => {
  it('holds between a threshold and the exit, however often the index moves about the threshold', () => {
    const index = [50, 31, 30, 35, 29, 31, 49, 50, 69, 70, 65, 72, 51, 50];
    expect(wantedAlong(rsi, { rsi: index })).toEqual([0, 0, 1, 1, 1, 1, 1, 0, 0, -1, -1, -1, -1, 0]);
  });

  it('turns at once when the index jumps from one side to the other', () => {
    expect(wantedAlong(rsi, { rsi: [20, 80, 20] })).toEqual([1, -1, 1]);
    expect(wantedAlong(rsi, { rsi: [20, 80, 20] }, { direction: 'long_only' })).toEqual([1, 0, 1]);
  });

  it('refuses an exit that lies outside its thresholds', () => {
    const values = { oversold: 30, overbought: 70, exit: 30 };
    expect(rsi.conflict?.(values)).toContain('exit (30) must lie above oversold (30)');
    expect(rsi.conflict?.({ ...values, exit: 31 })).toBeNull();
  });
});
