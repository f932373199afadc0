/** Which calendar a series seems to keep, where nobody says: by its kind, and by the days on which it has bars. */
import type { BarColumns } from '../model/bar.ts';
import type { AssetClass } from '../model/instrument.ts';
import { dayNumber, weekday } from '../time/civil-day.ts';
import { type CalendarName, sessionDay } from '../time/market-calendar.ts';
import { isStockHoliday, newYorkTime } from '../time/new-york.ts';
import { dayMs } from '../time/timeframe.ts';

/** A stray bar on a day off says nothing. */
const few = 0.05;

export function inferCalendar(bars: BarColumns, assetClass: AssetClass | null, timeframe: number): CalendarName {
  if (assetClass === 'crypto' || assetClass === 'crypto_perpetual') return 'always';
  if (assetClass === 'fx') return 'weekdays';
  const days = sessionDays(bars, timeframe);
  if (days.length === 0) return 'weekdays';
  const saturdays = days.filter((day) => weekday(day) === 6).length;
  if (saturdays > few * days.length) return 'always';
  const mayBeStock = assetClass !== 'future' && assetClass !== 'rate';
  if (mayBeStock && keepsStockHolidays(days) && (timeframe >= dayMs || keepsStockHours(bars))) return 'xnys';
  return timeframe >= dayMs ? 'weekdays' : 'observed';
}

function sessionDays({ length, ts }: BarColumns, timeframe: number): number[] {
  const days: number[] = [];
  for (let i = 0; i < length; i++) {
    const day = sessionDay(ts[i], timeframe);
    if (day !== days.at(-1)) days.push(day);
  }
  return days;
}

/** Where the bars span none of them they cannot be broken. */
function keepsStockHolidays(days: readonly number[]): boolean {
  const traded = new Set(days);
  let [holidays, broken] = [0, 0];
  // The rules of the exchange are good from 1990 on.
  for (let day = Math.max(days[0], dayNumber(1990, 1, 1)); day <= days[days.length - 1]; day++) {
    if (!isStockHoliday(day)) continue;
    holidays++;
    if (traded.has(day)) broken++;
  }
  return broken <= few * holidays;
}

/** From four in the morning to eight in the evening, when there is trading before and after hours too. */
function keepsStockHours({ length, ts }: BarColumns): boolean {
  let outside = 0;
  for (let i = 0; i < length; i++) {
    const day = Math.floor((ts[i] - 1) / dayMs);
    const [from, to] = [newYorkTime(day, 4 * 3_600_000), newYorkTime(day, 20 * 3_600_000)];
    // Eight in the evening there may be the next day in UTC.
    if (!(ts[i] > from && ts[i] <= to) && ts[i] > newYorkTime(day - 1, 20 * 3_600_000)) outside++;
  }
  return outside <= few * length;
}
