import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BarColumns, barFields, sliceBars } from '../model/bar.ts';
import { dayMs } from '../time/timeframe.ts';
import { type SyntheticInstrument, syntheticDaily } from './synthetic.ts';
import { syntheticMinutes } from './synthetic-minutes.ts';

const share: SyntheticInstrument = {
  symbol: 'SHARE',
  startPrice: 50,
  tick: 0.01,
  drift: 0.08,
  volatility: 0.3,
  marketShare: 0.6,
  pull: 0,
  dailyVolume: 1_000_000,
  hours: 'sessions',
};
const coin: SyntheticInstrument = { ...share, symbol: 'COIN', hours: 'always', tick: 0.001 };
const firstDay = Date.UTC(2015, 0, 1);
const after = (days: number) => firstDay + days * dayMs;

const columns = ['ts', ...barFields] as const;
const expectSame = (actual: BarColumns, expected: BarColumns) => {
  for (const column of columns) expect(actual[column]).toEqual(expected[column]);
};

describe('synthetic daily bars', () => {
  test('are the same for the same seed and others for another', () => {
    expectSame(syntheticDaily(share, 1, firstDay, after(400)), syntheticDaily(share, 1, firstDay, after(400)));
    const [one, other] = [1, 2].map((seed) => syntheticDaily(share, seed, firstDay, after(400)));
    expect(one.close).not.toEqual(other.close);
  });

  test('are pinned: a stored workspace must go on as it began', () => {
    const bars = syntheticDaily(share, 1, firstDay, after(3000));
    expect([bars.length, bars.close[0], bars.close[1000], bars.close[2141]]).toEqual([2142, 50.71, 24.15, 38.2]);
  });

  test('of a longer run begin with those of the shorter one', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }), (seed, a, b) => {
        const [short, long] = [a, b]
          .sort((x, y) => x - y)
          .map((days) => syntheticDaily(coin, seed, firstDay, after(days)));
        expectSame(sliceBars(long, 0, short.length), short);
      }),
      { numRuns: 30 },
    );
  });

  test.each([share, coin])('hold together in any market: $symbol', (instrument) => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const bars = syntheticDaily({ ...instrument, volatility: 1.5, drift: -0.9 }, seed, firstDay, after(800));
        for (let row = 0; row < bars.length; row++) {
          const [open, high, low, close] = [bars.open[row], bars.high[row], bars.low[row], bars.close[row]];
          expect(low).toBeGreaterThan(0);
          expect(low).toBeLessThanOrEqual(Math.min(open, close));
          expect(high).toBeGreaterThanOrEqual(Math.max(open, close));
          expect(Number((close / instrument.tick).toFixed(6)) % 1).toBe(0);
        }
      }),
      { numRuns: 10 },
    );
  });

  test('skip weekends unless the market never closes', () => {
    const weekdays = (bars: BarColumns) => new Set(Array.from(bars.ts, (end) => new Date(end - dayMs).getUTCDay()));
    expect([...weekdays(syntheticDaily(share, 1, firstDay, after(30)))].sort()).toEqual([1, 2, 3, 4, 5]);
    expect(weekdays(syntheticDaily(coin, 1, firstDay, after(30))).size).toBe(7);
  });
});

test('synthetic minutes add up to their daily bars exactly, in whole ticks', () => {
  const daily = syntheticDaily(coin, 5, firstDay, after(40));
  const minutes = syntheticMinutes(coin, 5, daily);
  expect(minutes.length).toBe(daily.length * 1440);
  for (let day = 0; day < daily.length; day++) {
    const part = sliceBars(minutes, day * 1440, (day + 1) * 1440);
    expect(part.ts[1439]).toBe(daily.ts[day]);
    expect(part.open[0]).toBe(daily.open[day]);
    expect(Math.max(...part.high)).toBe(daily.high[day]);
    expect(Math.min(...part.low)).toBe(daily.low[day]);
    expect(part.close[1439]).toBe(daily.close[day]);
    expect(part.volume.reduce((sum, volume) => sum + volume)).toBe(daily.volume[day]);
    for (let row = 0; row < 1440; row++) {
      expect(part.low[row]).toBeLessThanOrEqual(Math.min(part.open[row], part.close[row]));
      expect(part.high[row]).toBeGreaterThanOrEqual(Math.max(part.open[row], part.close[row]));
      expect(Number((part.close[row] / coin.tick).toFixed(6)) % 1).toBe(0);
    }
  }
});
