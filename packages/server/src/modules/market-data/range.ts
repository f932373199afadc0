import { AppError } from '@tradewind/contract/errors.ts';
import { dayMs, timeframeMs } from '@tradewind/engine/time/timeframe.ts';

/** Ends of bars, both included. */
export interface BarRange {
  readonly from: number;
  readonly to: number;
}

/**
 * The bars that lie wholly within [start, end]. Both are ISO dates or UTC times; a date as `end` includes that day, so
 * `2024-01-01..2024-12-31` is the whole year and, in daily bars, the session of 31 December too.
 */
export function barRange(timeframe: string, start: string | undefined, end: string | undefined): BarRange {
  const length = timeframeMs(timeframe) as number;
  return {
    from: start === undefined ? -Infinity : momentOf(start) + length,
    to: end === undefined ? Infinity : endOf(end),
  };
}

function endOf(text: string): number {
  const isDate = text.length === 'YYYY-MM-DD'.length;
  return momentOf(text) + (isDate ? dayMs : 0);
}

function momentOf(text: string): number {
  // Both forms are UTC to Date.parse; a time without zone would be this machine's, so it is refused.
  const ts = /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ts)) {
    throw new AppError(
      'malformed',
      `Expected a date or UTC time, as 2024-01-31 or 2024-01-31T09:30:00Z, found ${text}.`,
    );
  }
  return ts;
}
