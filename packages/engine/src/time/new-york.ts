/**
 * New York: its clock and the sessions of its stock exchange, by rule, so that no list has to be kept up to date. Closings
 * that followed no rule are named. Source: NYSE Rule 7.2 and the exchange's list of special closings; good from 1990 on.
 */
import { dayNumber, easter, nthWeekday, weekday, yearOf } from './civil-day.ts';
import { dayMs } from './timeframe.ts';

const hourMs = 3_600_000;

/** UTC moment at which New York's clock shows `ms` past midnight of a day (not within the night of a clock change). */
export function newYorkTime(day: number, ms: number): number {
  return day * dayMs + ms + (isSummerTime(day, ms) ? 4 : 5) * hourMs;
}

/** Energy Policy Act of 2005 (from 2007), Uniform Time Act before; the clock changes at two in the night. */
function isSummerTime(day: number, ms: number): boolean {
  const year = yearOf(day);
  const [from, to] =
    year >= 2007
      ? [nthWeekday(year, 3, 0, 2), nthWeekday(year, 11, 0, 1)]
      : [year >= 1987 ? nthWeekday(year, 4, 0, 1) : nthWeekday(year, 4, 0, -1), nthWeekday(year, 10, 0, -1)];
  const changed = ms >= 2 * hourMs;
  return (day > from || (day === from && changed)) && (day < to || (day === to && !changed));
}

/** Mourning, terror and storm. */
const specialClosings = new Set(
  [
    [1994, 4, 27],
    ...[11, 12, 13, 14].map((day) => [2001, 9, day]),
    [2004, 6, 11],
    [2007, 1, 2],
    [2012, 10, 29],
    [2012, 10, 30],
    [2018, 12, 5],
    [2025, 1, 9],
  ].map(([year, month, day]) => dayNumber(year, month, day)),
);

const holidaysByYear = new Map<number, ReadonlySet<number>>();

function holidays(year: number): ReadonlySet<number> {
  let known = holidaysByYear.get(year);
  if (!known) {
    const newYear = dayNumber(year, 1, 1);
    known = new Set([
      // On a Saturday it is not made up for: the Friday before is the last day of the books.
      weekday(newYear) === 0 ? newYear + 1 : newYear,
      ...(year >= 1998 ? [nthWeekday(year, 1, 1, 3)] : []),
      nthWeekday(year, 2, 1, 3),
      easter(year) - 2,
      nthWeekday(year, 5, 1, -1),
      ...(year >= 2022 ? [observed(dayNumber(year, 6, 19))] : []),
      observed(dayNumber(year, 7, 4)),
      nthWeekday(year, 9, 1, 1),
      nthWeekday(year, 11, 4, 4),
      observed(dayNumber(year, 12, 25)),
    ]);
    holidaysByYear.set(year, known);
  }
  return known;
}

/** A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after. */
function observed(day: number): number {
  return day + ([1, 0, 0, 0, 0, 0, -1] as const)[weekday(day)];
}

/** A weekday on which the exchange is closed. */
export function isStockHoliday(day: number): boolean {
  return isWeekday(day) && (holidays(yearOf(day)).has(day) || specialClosings.has(day));
}

export function isStockSession(day: number): boolean {
  return isWeekday(day) && !isStockHoliday(day);
}

const isWeekday = (day: number) => weekday(day) >= 1 && weekday(day) <= 5;

/** Open and close of a regular session, UTC: 9:30 to 16:00 there, to 13:00 on the eves of holidays. */
export function stockSession(day: number): readonly [open: number, close: number] {
  return [newYorkTime(day, 9.5 * hourMs), newYorkTime(day, (isEve(day) ? 13 : 16) * hourMs)];
}

function isEve(day: number): boolean {
  const year = yearOf(day);
  const independenceDay = dayNumber(year, 7, 4);
  return (
    day === nthWeekday(year, 11, 4, 4) + 1 ||
    day === dayNumber(year, 12, 24) ||
    (day === independenceDay - 1 && isWeekday(independenceDay))
  );
}
