import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { dayNumber, easter, nthWeekday, weekday } from './civil-day.ts';
import { missingBetween } from './market-calendar.ts';
import { isStockHoliday, isStockSession, newYorkTime, stockSession } from './new-york.ts';
import { dayMs } from './timeframe.ts';

const [minute, hour] = [60_000, 3_600_000];
const iso = (ts: number) => new Date(ts).toISOString().slice(0, 16);
const at = (text: string) => Date.parse(`${text}Z`);
const dayOf = (date: string) => Date.parse(date) / dayMs;

describe('days', () => {
  it('know their weekday, also before 1970', () => {
    expect(['1969-12-31', '1970-01-01', '2026-11-20'].map((date) => weekday(dayOf(date)))).toEqual([3, 4, 5]);
  });

  it('are found from both ends of a month', () => {
    expect(nthWeekday(2024, 11, 4, 4)).toBe(dayOf('2024-11-28'));
    expect(nthWeekday(2024, 5, 1, -1)).toBe(dayOf('2024-05-27'));
    expect(nthWeekday(2023, 12, 0, -1)).toBe(dayOf('2023-12-31'));
  });

  it('of Easter are those of the church', () => {
    const sundays = ['1999-04-04', '2000-04-23', '2008-03-23', '2011-04-24', '2019-04-21', '2024-03-31', '2038-04-25'];
    expect(sundays.map((date) => easter(Number(date.slice(0, 4))))).toEqual(sundays.map(dayOf));
  });
});

describe('New York', () => {
  it('keeps the clock of the time zone database, hour by hour for forty years', () => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hour: 'numeric',
      hourCycle: 'h23',
      day: 'numeric',
    });
    const wrong: string[] = [];
    for (let day = dayNumber(1990, 1, 1); day < dayNumber(2030, 1, 1); day++) {
      for (const clock of [0, 3, 9, 17, 23]) {
        const parts = Object.fromEntries(
          format.formatToParts(newYorkTime(day, clock * hour)).map(({ type, value }) => [type, Number(value)]),
        );
        if (parts.hour !== clock || parts.day !== new Date(day * dayMs).getUTCDate())
          wrong.push(`${iso(day * dayMs)} ${clock}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('opens at half past nine, and closes at one on the eves of holidays', () => {
    const session = (date: string) => stockSession(dayOf(date)).map(iso);
    expect(session('2024-01-02')).toEqual(['2024-01-02T14:30', '2024-01-02T21:00']);
    expect(session('2024-07-02')).toEqual(['2024-07-02T13:30', '2024-07-02T20:00']);
    expect(['2024-07-03', '2024-11-29', '2024-12-24'].map((date) => session(date)[1].slice(11))).toEqual([
      '17:00',
      '18:00',
      '18:00',
    ]);
  });

  it('keeps the holidays of 2021 and 2022: moved from weekends, Juneteenth from 2022, New Year not made up for', () => {
    const year = (which: number) => {
      const days = Array.from({ length: 365 }, (_, index) => dayNumber(which, 1, 1) + index);
      return days.filter(isStockHoliday).map((day) => iso(day * dayMs).slice(5, 10));
    };
    expect(year(2021)).toEqual(['01-01', '01-18', '02-15', '04-02', '05-31', '07-05', '09-06', '11-25', '12-24']);
    expect(year(2022)).toEqual(['01-17', '02-21', '04-15', '05-30', '06-20', '07-04', '09-05', '11-24', '12-26']);
  });

  it.skipIf(!hasSharedData)('had a session on exactly the days on which SPY traded, 1998 to 2021', () => {
    const traded = new Set(
      sharedRows('equities/us_etf_daily_raw_1998_2021.csv')
        .filter(({ symbol }) => symbol === 'SPY')
        .map(({ date }) => dayOf(date)),
    );
    const [first, last] = [Math.min(...traded), Math.max(...traded)];
    const days = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    expect(days.filter((day) => isStockSession(day) !== traded.has(day)).map((day) => iso(day * dayMs))).toEqual([]);
  });
});

describe('missing bars', () => {
  const daily = (calendar: Parameters<typeof missingBetween>[0], from: string, to: string) =>
    missingBetween(calendar, at(from) + dayMs, at(to) + dayMs, dayMs);

  it('of days are the sessions in between', () => {
    expect(daily('always', '2024-01-05T00:00', '2024-01-08T00:00')).toBe(2);
    expect(daily('weekdays', '2024-01-05T00:00', '2024-01-08T00:00')).toBe(0);
    expect(daily('weekdays', '2023-12-29T00:00', '2024-01-03T00:00')).toBe(1);
    expect(daily('xnys', '2024-01-12T00:00', '2024-01-17T00:00')).toBe(1);
    // Cut at midnight of UTC−5, or stamped at the close in New York: the same days.
    expect(missingBetween('xnys', at('2024-01-13T05:00'), at('2024-01-16T05:00'), dayMs)).toBe(0);
    expect(missingBetween('xnys', at('2024-01-12T21:00'), at('2024-01-17T21:00'), dayMs)).toBe(1);
  });

  it('of minutes are those of the session, over nights, weekends, holidays and changes of the clock', () => {
    const minutes = (from: string, to: string) => missingBetween('xnys', at(from), at(to), minute);
    expect(minutes('2024-01-02T21:00', '2024-01-03T14:31')).toBe(0);
    expect(minutes('2024-01-02T20:58', '2024-01-03T14:33')).toBe(4);
    expect(minutes('2024-01-12T21:00', '2024-01-16T14:31')).toBe(0);
    expect(minutes('2024-01-02T21:00', '2024-01-04T14:31')).toBe(390);
    expect(minutes('2024-03-08T21:00', '2024-03-11T13:31')).toBe(0);
    // Before and after hours nothing is expected.
    expect(minutes('2024-01-02T10:00', '2024-01-02T14:00')).toBe(0);
    expect(minutes('2024-11-29T18:00', '2024-12-02T14:31')).toBe(0);
  });

  it('of longer bars count where they hold some of the session, whatever they are aligned to', () => {
    expect(missingBetween('xnys', at('2024-01-02T15:00'), at('2024-01-03T15:00'), hour)).toBe(6);
    expect(missingBetween('xnys', at('2024-01-02T15:30'), at('2024-01-03T15:30'), hour)).toBe(6);
  });

  it('of currencies are those from Sunday to Friday evening', () => {
    const hours = (from: string, to: string) => missingBetween('weekdays', at(from), at(to), hour);
    expect(hours('2024-01-05T22:00', '2024-01-07T23:00')).toBe(0);
    expect(hours('2024-01-05T20:00', '2024-01-08T01:00')).toBe(4);
    expect(hours('2024-07-05T21:00', '2024-07-07T22:00')).toBe(0);
    expect(hours('2024-01-03T10:00', '2024-01-04T10:00')).toBe(23);
  });

  it('of unknown hours are those within a day; weeks follow each other', () => {
    expect(missingBetween('observed', at('2024-01-02T10:00'), at('2024-01-02T10:05'), minute)).toBe(4);
    expect(missingBetween('observed', at('2024-01-02T17:00'), at('2024-01-03T10:00'), minute)).toBe(0);
    expect(missingBetween('xnys', at('2024-01-01T00:00'), at('2024-01-22T00:00'), 7 * dayMs)).toBe(2);
  });
});
