/**
 * Dates and times as files have them. One file has one format: whether `03/04/2024` is in March or April is settled once,
 * by evidence or by the caller, and never row by row.
 */
import { dayMs } from '@tradewind/engine/time/timeframe.ts';

/** `iso` is any order that begins with the year. */
export const dateFormats = ['iso', 'day_first', 'month_first', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns'] as const;
export type DateFormat = (typeof dateFormats)[number];

export interface Stamp {
  /** A bare date names a session; an instant is a moment. */
  readonly kind: 'date' | 'instant';
  /** Epoch milliseconds; of a date, its midnight. What has no zone is counted as if it were UTC. */
  readonly ts: number;
  readonly hasZone: boolean;
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const name = `(?:${monthNames.join('|')})[a-z]*\\.?`;
const rest = '(?:(?:[T,;]| )\\s*(?<rest>\\S.*))?$';

const patterns: Readonly<Record<'iso' | 'day_first' | 'month_first', readonly RegExp[]>> = {
  iso: [
    new RegExp(`^(?<year>\\d{4})([-/.])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})${rest}`),
    new RegExp(`^(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})${rest}`),
  ],
  day_first: [new RegExp(`^(?<day>\\d{1,2})([-/. ])(?<month>\\d{1,2}|${name})\\2(?<year>\\d{4}|\\d{2})${rest}`, 'i')],
  month_first: [
    new RegExp(`^(?<month>\\d{1,2})([-/. ])(?<day>\\d{1,2})\\2(?<year>\\d{4}|\\d{2})${rest}`),
    new RegExp(`^(?<month>${name}) (?<day>\\d{1,2}),? (?<year>\\d{4})${rest}`, 'i'),
  ],
};

/** For whoever must correct a row. */
export const expectedStamps: Readonly<Record<DateFormat, string>> = {
  iso: 'an ISO date or time, as 2024-01-31 or 2024-01-31T09:30:00Z',
  day_first: 'a date with the day first, as 31/01/2024 or 31/01/2024 09:30',
  month_first: 'a date with the month first, as 01/31/2024 or 01/31/2024 9:30 AM',
  epoch_s: 'seconds since 1970, ten digits',
  epoch_ms: 'milliseconds since 1970, thirteen digits',
  epoch_us: 'microseconds since 1970, sixteen digits',
  epoch_ns: 'nanoseconds since 1970, nineteen digits',
};

/** Digits before the point tell the units apart for all moments from 1973 to 2286. */
const epochs: Readonly<Record<string, { readonly pattern: RegExp; readonly perMs: number }>> = {
  epoch_s: { pattern: /^\d{9,10}(\.\d*)?$/, perMs: 1e-3 },
  epoch_ms: { pattern: /^\d{12,13}(\.\d*)?$/, perMs: 1 },
  epoch_us: { pattern: /^\d{15,16}$/, perMs: 1e3 },
  epoch_ns: { pattern: /^\d{18,19}$/, perMs: 1e6 },
};

/** Null when the text is no date or time of this format. */
export function parseStamp(text: string, format: DateFormat = 'iso'): Stamp | null {
  const epoch = epochs[format];
  if (epoch) {
    if (!epoch.pattern.test(text)) return null;
    const ts = epoch.perMs < 1 ? Math.floor(Number(text) * 1_000 + 1e-4) : Math.floor(Number(text) / epoch.perMs);
    return { kind: 'instant', ts, hasZone: true };
  }
  for (const pattern of patterns[format as keyof typeof patterns]) {
    const groups = pattern.exec(text)?.groups;
    if (groups) return stampOf(groups);
  }
  return null;
}

function stampOf({ year, month, day, rest: clock }: Record<string, string | undefined>): Stamp | null {
  const midnight = midnightOf(fullYear(year as string), monthOf(month as string), Number(day));
  if (midnight === null) return null;
  if (clock === undefined) return { kind: 'date', ts: midnight, hasZone: false };
  const time = parseClock(clock);
  return time && { kind: 'instant', ts: midnight + time.ms - (time.offset ?? 0), hasZone: time.offset !== null };
}

function midnightOf(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || year < 1600 || year > 2199) return null;
  const midnight = Date.UTC(year, month - 1, day);
  // Date.UTC rolls the 30th of February over into March: then the day is another.
  return new Date(midnight).getUTCDate() === day ? midnight : null;
}

/** Two digits as POSIX reads them: 69 is 1969, 68 is 2068. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year + (year < 69 ? 2000 : 1900);
}

function monthOf(text: string): number {
  return /^\d/.test(text) ? Number(text) : monthNames.indexOf(text.slice(0, 3).toLowerCase()) + 1;
}

const clockPattern =
  /^(?:(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?|(?<compact>\d{4}|\d{6})|(?<alone>\d{1,2})(?=[ -]?[ap]))(?:[ -]?(?<half>[ap])\.?m\.?)?(?: ?(?<zone>Z|UTC|GMT|[+-](?:0\d|1[0-4]):?[0-5]\d))?$/i;

/** A time of day, with its distance from UTC where it says so; null when the text is none. */
function parseClock(text: string): { readonly ms: number; readonly offset: number | null } | null {
  const groups = clockPattern.exec(text)?.groups;
  if (!groups) return null;
  const { compact, half, fraction, zone } = groups;
  const minute = Number(compact?.slice(2, 4) ?? groups.minute ?? 0);
  const second = Number(compact?.slice(4, 6) ?? groups.second ?? 0);
  const hour = hourOf(Number(compact?.slice(0, 2) ?? groups.hour ?? groups.alone), half);
  if (hour === null || minute > 59 || second > 59) return null;
  const milliseconds = Math.floor(Number(`0.${fraction ?? 0}`) * 1_000);
  return { ms: ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds, offset: offsetOf(zone) };
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour < 24 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (/p/i.test(half) ? 12 : 0);
}

function offsetOf(zone: string | undefined): number | null {
  if (zone === undefined) return null;
  if (/^[a-z]/i.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

const hasShortYear = new RegExp(`^\\d{1,2}([-/. ])(?:\\d{1,2}|${name})\\1\\d{2}(?!\\d)`, 'i');

/** The format that fits the samples; several when they leave open which. */
export function fittingFormats(samples: readonly string[]): DateFormat[] {
  // Of 24-01-02 nobody can tell which of the three is the year.
  const clear = samples.filter((text) => !hasShortYear.test(text));
  if (clear.length === 0 && samples.length > 0) return ['day_first', 'month_first'];
  const fits = dateFormats.map((format) => clear.filter((text) => parseStamp(text, format) !== null).length);
  const most = Math.max(...fits);
  return most === 0 ? [] : dateFormats.filter((_, index) => fits[index] === most);
}

/** Daily files often carry a clock that always says midnight: their rows are days, not moments. */
export function areDays(stamps: readonly (Stamp | null)[]): boolean {
  const known = stamps.filter((stamp) => stamp !== null);
  const hasClock = known.some(({ kind }) => kind === 'instant');
  return hasClock && known.length > 1 && known.every(({ ts, hasZone }) => !hasZone && ts % dayMs === 0);
}
