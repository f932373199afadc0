import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import type { BarColumns } from '../../model/bar.ts';
import { dayMs } from '../../time/timeframe.ts';
import { barsOfRows, expectedOf, plainAccount, plainTargets, wantedAlong } from '../expected-run.test-support.ts';
import { vwapPullback } from './vwap-pullback.ts';

const minuteMs = 60_000;

/** First bar of each session and its average price, summed anew for every bar. */
function plainSessions(bars: BarColumns, startMinute: number) {
  // A bar belongs to the session in which its last moment lies.
  const days = Array.from(bars.ts, (ts) => Math.floor((ts - 1 - startMinute * minuteMs) / dayMs));
  const first = days.map((day) => days.indexOf(day));
  const vwap = days.map((_, i) => {
    let turnover = 0;
    let volume = 0;
    for (let k = first[i]; k <= i; k++) {
      turnover += ((bars.high[k] + bars.low[k] + bars.close[k]) / 3) * bars.volume[k];
      volume += bars.volume[k];
    }
    return turnover / volume;
  });
  const minute = days.map((day, i) => (bars.ts[i] - day * dayMs) / minuteMs - startMinute);
  return { first, vwap, minute };
}

function plainPullback(bars: BarColumns, given: Record<string, number>, shorts: boolean): number[] {
  const { trendBars, touchBps, stopBps, startMinute, flatMinute } = given;
  const { first, vwap, minute } = plainSessions(bars, startMinute);
  const { high, low, close } = bars;
  return plainTargets(bars, (i, held) => {
    const average = vwap[i];
    if (minute[i] >= flatMinute) return 0;
    if (first[i] === i) return 0;
    if (held === 1 && close[i] < average - (average * stopBps) / 10_000) return 0;
    if (held === -1 && close[i] > average + (average * stopBps) / 10_000) return 0;
    if (i - trendBars < first[i]) return held;
    const isRising = average > vwap[i - trendBars];
    const isFalling = average < vwap[i - trendBars];
    if (isRising && low[i] <= average + (average * touchBps) / 10_000 && close[i] > average) return 1;
    if (isFalling && high[i] >= average - (average * touchBps) / 10_000 && close[i] < average) return shorts ? -1 : 0;
    return held;
  });
}

describe.skipIf(!hasSharedData)('VWAP pullback on BTCUSD, minutes of January 2018', () => {
  const bitcoin = () =>
    barsOfRows(sharedRows('crypto/btcusd_1m_bitfinex_2018_01_03.csv.gz').slice(0, 20_000), minuteMs);
  const defaults = { trendBars: 60, touchBps: 5, stopBps: 20, startMinute: 0, flatMinute: 1380 };

  it('has its expected statistics', () => {
    expect(expectedOf(vwapPullback, [bitcoin()])).toEqual({
      trades: 128,
      totalReturn: -0.328942344,
      maxDrawdown: -0.373318074,
    });
  });

  it.each(['long_short', 'long_only'])('trades as the rule worked out plainly, %s', (direction) => {
    const bars = bitcoin();
    const wanted = plainPullback(bars, defaults, direction === 'long_short');
    expect(expectedOf(vwapPullback, [bars], { direction })).toEqual(plainAccount([bars], [wanted]));
  });
});

describe.skipIf(!hasSharedData)('VWAP pullback on SPY, minutes of five sessions from the open in New York', () => {
  it('trades as the rule worked out plainly', () => {
    const bars = barsOfRows(sharedRows('equities/spy_1m_2013_10.csv'), minuteMs);
    const given = { trendBars: 30, touchBps: 1, stopBps: 5, startMinute: 810, flatMinute: 385 };
    const statistics = expectedOf(vwapPullback, [bars], given);
    expect(statistics).toEqual(plainAccount([bars], [plainPullback(bars, given, true)]));
    expect(statistics.trades).toBe(16);
  });
});

describe('VWAP pullback', () => {
  const at = (...minutes: number[]) => minutes.map((minute) => minute * minuteMs);
  const level = (values: readonly number[], price: number) => values.map(() => price);

  it('buys the dip of a rising day, stays until the stop, and is flat when the day ends', () => {
    const ts = at(60, 61, 62, 63, 64, 65, 1379, 1380, 1381);
    const columns = {
      ts,
      close: [101, 101, 99.9, 99.9, 99.7, 101, 101, 101, 101],
      low: [100.5, 100, 99, 99, 99, 100, 100, 100, 100],
      high: level(ts, 102),
      vwap: level(ts, 100),
      trend: level(ts, 1),
      trendMs: level(ts, 5 * minuteMs),
    };
    // Too far away, touched and closed above, a close below but within the stop twice, beyond the stop, touched again.
    expect(wantedAlong(vwapPullback, columns)).toEqual([0, 1, 1, 1, 0, 1, 1, 0, 0]);
  });

  it('sells the rise of a falling day, unless it may only be long', () => {
    const ts = at(60, 61);
    const falling = { close: [99, 99], low: [98, 98], high: [99.9, 100], vwap: [100, 100], trend: [-1, -1] };
    const columns = { ts, ...falling, trendMs: at(5, 5) };
    expect(wantedAlong(vwapPullback, columns)).toEqual([0, -1]);
    expect(wantedAlong(vwapPullback, columns, { direction: 'long_only' })).toEqual([0, 0]);
  });

  it('sees no trend across the border of two sessions, and leaves there if the last minutes had no bar', () => {
    const ts = at(1000, 1445, 1446, 1450);
    const columns = {
      ts,
      close: level(ts, 101),
      low: level(ts, 100),
      high: level(ts, 101),
      vwap: level(ts, 100),
      trend: level(ts, 1),
      trendMs: at(5, 450, 446, 9),
    };
    expect(wantedAlong(vwapPullback, columns)).toEqual([1, 0, 0, 1]);
  });
});
