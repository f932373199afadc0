import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { Random } from '../statistics/random.ts';
import { dayMs } from '../time/timeframe.ts';
import { type FaultKind, qualityOf } from './quality.ts';

const minute = 60_000;
const monday = Date.UTC(2024, 0, 1);

/** A calm walk without pauses. */
function walk(length: number, timeframe = minute): BarColumns {
  const bars = allocateBars(length);
  const random = new Random(7);
  let price = 100;
  for (let i = 0; i < length; i++) {
    bars.ts[i] = monday + (i + 1) * timeframe;
    bars.open[i] = price;
    price *= 1 + 0.002 * (random.next() - 0.5);
    bars.close[i] = price;
    bars.high[i] = Math.max(bars.open[i], price) * 1.0002;
    bars.low[i] = Math.min(bars.open[i], price) * 0.9998;
    bars.volume[i] = 100 + i;
  }
  return bars;
}

function without(bars: BarColumns, from: number, to: number): BarColumns {
  const rest = allocateBars(bars.length - (to - from));
  for (const column of ['ts', 'open', 'high', 'low', 'close', 'volume'] as const) {
    rest[column].set([...bars[column].subarray(0, from), ...bars[column].subarray(to)]);
  }
  return rest;
}

const found = (bars: BarColumns, kind: FaultKind) => {
  const report = qualityOf(bars, 'crypto', minute);
  expect(report.faults.map((fault) => fault.kind)).toEqual([kind]);
  const [{ count, at, lost }] = report.faults;
  return { count, rows: at.map((ts) => bars.ts.indexOf(ts)), lost, score: report.score };
};

describe('the quality of bars', () => {
  it('is 100 where nothing is wrong, 0 where there is nothing', () => {
    expect(qualityOf(walk(1_000), 'crypto', minute)).toEqual({
      score: 100,
      bars: 1_000,
      expected: 1_000,
      calendar: 'always',
      isCalendarInferred: true,
      faults: [],
      gaps: 0,
      longestGaps: [],
    });
    expect(qualityOf(sliceBars(walk(1), 0, 0), null, minute).score).toBe(0);
  });

  it('loses a point for each per cent of missing bars, and shows the longest holes', () => {
    const bars = without(without(walk(1_000), 500, 520), 100, 110);
    const report = qualityOf(bars, 'crypto', minute);
    expect(report).toMatchObject({ score: 97, bars: 970, expected: 1_000, gaps: 2 });
    expect(
      report.longestGaps.map(({ after, before, missing }) => [
        (after - monday) / minute,
        (before - monday) / minute,
        missing,
      ]),
    ).toEqual([
      [100, 111, 10],
      [500, 521, 20],
    ]);
  });

  it('finds a time that does not rise', () => {
    const bars = walk(1_000);
    bars.ts[600] = bars.ts[599];
    const report = qualityOf(bars, 'crypto', minute);
    expect(report.faults).toMatchObject([
      { kind: 'missing', count: 1 },
      { kind: 'order', count: 1, lost: 1 },
    ]);
  });

  it('finds prices that are none, and highs and lows that are passed', () => {
    const zero = walk(1_000);
    zero.low[3] = 0;
    zero.close[7] = NaN;
    expect(found(zero, 'price')).toMatchObject({ count: 2, rows: [3, 7], lost: 2, score: 98 });
    const crossed = walk(1_000);
    crossed.high[5] = crossed.low[5];
    expect(found(crossed, 'ohlc')).toMatchObject({ count: 1, rows: [5], lost: 1, score: 99 });
  });

  it('finds a slip that is taken back at once, in the close and in the low', () => {
    const bars = walk(1_000);
    bars.close[400] *= 1.1;
    bars.high[400] = bars.close[400];
    bars.low[700] /= 10;
    expect(found(bars, 'outlier')).toMatchObject({ count: 2, rows: [400, 700], lost: 4 });
  });

  it('lets a crash be a crash: it is far, but it stays, or all around it is wild', () => {
    const stays = walk(1_000);
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      for (let i = 500; i < 1_000; i++) stays[column][i] *= 0.8;
    }
    expect(qualityOf(stays, 'crypto', minute).faults).toEqual([]);
    const wild = walk(1_000);
    for (let i = 480; i < 520; i++) {
      wild.close[i] *= i % 2 === 0 ? 1.04 : 0.96;
      wild.high[i] = Math.max(wild.open[i], wild.close[i]);
      wild.low[i] = Math.min(wild.open[i], wild.close[i]);
    }
    expect(qualityOf(wild, 'crypto', minute).faults).toEqual([]);
  });

  it('suspects a split where the price jumps by a simple ratio and stays', () => {
    const bars = walk(1_000);
    for (const column of ['open', 'high', 'low', 'close'] as const) {
      for (let i = 500; i < 1_000; i++) bars[column][i] /= 7;
    }
    expect(found(bars, 'split')).toEqual({ count: 1, rows: [500], lost: 5, score: 95 });
  });

  it('finds a feed that repeats itself, but lets a quiet market rest', () => {
    const bars = walk(1_000);
    const repeat = (from: number, count: number, volume: number) => {
      for (let i = from + 1; i <= from + count; i++) {
        for (const column of ['open', 'high', 'low', 'close'] as const) bars[column][i] = bars[column][from];
        bars.volume[i] = volume;
      }
    };
    repeat(200, 40, 0);
    repeat(400, 29, 0);
    repeat(600, 2, NaN);
    expect(found(bars, 'stale')).toMatchObject({ count: 40, rows: [201], lost: 4, score: 96 });
  });
});

describe('the calendar', () => {
  const calendarOf = (days: readonly string[], assetClass: Parameters<typeof qualityOf>[1] = null) => {
    const bars = walk(days.length, dayMs);
    bars.ts.set(days.map((day) => Date.parse(day) + dayMs));
    const { calendar, faults } = qualityOf(bars, assetClass, dayMs);
    return [calendar, faults.find(({ kind }) => kind === 'missing')?.count ?? 0];
  };
  const january = (except: readonly number[]) =>
    Array.from({ length: 31 }, (_, index) => index + 1)
      .filter((day) => !except.includes(day))
      .map((day) => `2024-01-${String(day).padStart(2, '0')}`);
  const weekends = [6, 7, 13, 14, 20, 21, 27, 28];

  it('is seen from the days there are, unless it is said', () => {
    expect(calendarOf(january([]))).toEqual(['always', 0]);
    expect(calendarOf(january([1, 15, ...weekends]))).toEqual(['xnys', 0]);
    expect(calendarOf(january([1, 9, 15, ...weekends]))).toEqual(['xnys', 1]);
    expect(calendarOf(january([25, ...weekends]))).toEqual(['weekdays', 1]);
    expect(calendarOf(january([1, 15, ...weekends]), 'fx')).toEqual(['weekdays', 1]);
    expect(calendarOf(january([1, 15, ...weekends]), 'crypto')).toEqual(['always', 9]);
  });
});

describe.skipIf(!hasSharedData)('of real series', () => {
  const columns = (rows: readonly Record<string, string>[], timeframe: number): BarColumns => {
    const bars = allocateBars(rows.length);
    rows.forEach((cells, row) => {
      bars.ts[row] = Date.parse(cells.timestamp ?? cells.date) + timeframe;
      for (const field of ['open', 'high', 'low', 'close', 'volume'] as const)
        bars[field][row] = Number(cells[field] ?? NaN);
    });
    return bars;
  };
  const daily = (path: string, symbol?: string) =>
    columns(
      sharedRows(path).filter((cells) => symbol === undefined || cells.symbol === symbol),
      dayMs,
    );

  const etf = (symbol: string) => {
    const report = qualityOf(daily('equities/us_etf_daily_raw_1998_2021.csv', symbol), 'etf', dayMs);
    const days = (kind: FaultKind) =>
      (report.faults.find((fault) => fault.kind === kind)?.at ?? []).map((ts) =>
        new Date(ts - dayMs).toISOString().slice(0, 10),
      );
    return { ...report, days };
  };

  it('GOOG has every session and no fault, through 2008', () => {
    const report = qualityOf(daily('backtests/goog_daily.csv'), null, dayMs);
    expect(report).toMatchObject({ score: 100, calendar: 'xnys', faults: [] });
  });

  it('SPY has every session through 2008 and 2020, and one bad tick: a high of 144.12 on a day around 114', () => {
    const { faults, days, score } = etf('SPY');
    expect(faults.map(({ kind }) => kind)).toEqual(['outlier']);
    expect(days('outlier')).toEqual(['2002-04-02']);
    expect(score).toBe(99.6);
  });

  it('QQQ has the hole of the years under another ticker, a low of 27.05 around 37, and its split', () => {
    const { longestGaps, days } = etf('QQQ');
    const [{ after, before, missing }] = longestGaps;
    expect([after, before].map((ts) => new Date(ts - dayMs).toISOString().slice(0, 10))).toEqual([
      '2004-11-30',
      '2011-03-23',
    ]);
    expect(missing).toBe(1_588);
    expect(days('outlier')).toEqual(['2004-11-01']);
    expect(days('split')).toEqual(['2000-03-20']);
  });

  it('the splits of IWM, EEM and USO are suspected on the day they took effect, the reverse one too', () => {
    expect(etf('IWM').days('split')).toEqual(['2005-06-09']);
    expect(etf('EEM').days('split')).toEqual(expect.arrayContaining(['2005-06-09', '2008-07-24']));
    expect(etf('USO').days('split')).toEqual(expect.arrayContaining(['2020-04-29']));
  });

  it('BTC minutes lack 544 in 385 holes', () => {
    const report = qualityOf(columns(sharedRows('dirty/btc_1m_gaps_2017_11.csv'), minute), null, minute);
    expect(report).toMatchObject({ calendar: 'always', gaps: 385, expected: 5_544 });
    expect(report.faults[0]).toMatchObject({ kind: 'missing', count: 544 });
    expect(Math.max(...report.longestGaps.map(({ missing }) => missing))).toBe(7);
  });

  it('AAPL in minutes keeps the hours of its exchange and shows its 7:1 split', () => {
    const report = qualityOf(columns(sharedRows('equities/aapl_1m_split_2014_06.csv'), minute), 'equity', minute);
    expect(report.calendar).toBe('xnys');
    expect(report.faults.find(({ kind }) => kind === 'split')?.count).toBe(1);
  });

  it('EURUSD hours from Sunday to Friday are whole, USDBRL days have 237 crossed bars', () => {
    const hourly = qualityOf(columns(sharedRows('fx/eurusd_1h_2017_2018.csv'), 60 * minute), 'fx', 60 * minute);
    expect(hourly).toMatchObject({ calendar: 'weekdays' });
    expect(hourly.score).toBeGreaterThan(95);
    const crossed = qualityOf(daily('fx/usdbrl_daily_2006_2020.csv'), 'fx', dayMs);
    expect(crossed.faults.find(({ kind }) => kind === 'ohlc')?.count).toBe(237);
    expect(crossed.score).toBeLessThan(75);
  });
});
