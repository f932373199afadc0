/** When bars are to be expected: what a gap is measured against. */
import { dayNumber, weekday, yearOf } from './civil-day.ts';
import { isStockSession, newYorkTime, stockSession } from './new-york.ts';
import { dayMs } from './timeframe.ts';

/**
 * `always`: without a pause. `weekdays`: Monday to Friday but for Christmas and New Year; within the week from Sunday
 * 17:00 to Friday 17:00 in New York, as currencies trade. `xnys`: the regular sessions of the New York Stock Exchange.
 * `observed`: weekdays, on each of them from its first bar to its last, where nobody knows the hours.
 */
export const calendarNames = ['always', 'weekdays', 'xnys', 'observed'] as const;
export type CalendarName = (typeof calendarNames)[number];

/** The day a bar of a day or longer stands for, also where it is cut at another midnight than that of UTC. */
export function sessionDay(ts: number, timeframe: number): number {
  return Math.floor((ts - Math.min(timeframe, dayMs) / 2) / dayMs);
}

/** How many bars should have ended between two that follow each other; both are ends, both not counted. */
export function missingBetween(name: CalendarName, after: number, before: number, timeframe: number): number {
  if (name === 'always' || timeframe > dayMs) return Math.max(0, Math.round((before - after) / timeframe) - 1);
  const [from, to] = [sessionDay(after, timeframe), sessionDay(before, timeframe)];
  let missing = 0;
  if (timeframe === dayMs) {
    for (let day = from + 1; day < to; day++) if (isOpen(name, day)) missing++;
    return missing;
  }
  if (name === 'observed') return from === to ? endsWithin(after, before, timeframe, after, before) : 0;
  // A session may begin the evening before.
  for (let day = from - 1; day <= to + 1; day++) {
    if (!isOpen(name, day)) continue;
    const [open, close] = name === 'xnys' ? stockSession(day) : currencySession(day);
    missing += endsWithin(after, before, timeframe, open, close);
  }
  return missing;
}

function isOpen(name: CalendarName, day: number): boolean {
  if (name === 'xnys') return isStockSession(day);
  const year = yearOf(day);
  const isFeast = day === dayNumber(year, 1, 1) || day === dayNumber(year, 12, 25);
  return weekday(day) >= 1 && weekday(day) <= 5 && !isFeast;
}

/** The currency day of a date: from 17:00 in New York on the evening before to 17:00. */
function currencySession(day: number): readonly [open: number, close: number] {
  const close = 17 * 3_600_000;
  return [newYorkTime(day - 1, close), newYorkTime(day, close)];
}

/** Ends between `after` and `before`, in step with them, of bars that hold some of the session. */
function endsWithin(after: number, before: number, timeframe: number, open: number, close: number): number {
  const first = Math.floor((open - after) / timeframe) + 1;
  const last = Math.ceil((close + timeframe - after) / timeframe) - 1;
  const end = Math.ceil((before - after) / timeframe) - 1;
  return Math.max(0, Math.min(last, end) - Math.max(first, 1) + 1);
}
