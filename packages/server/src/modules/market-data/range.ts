import { dayMs, timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { parseStamp } from './import/stamp.ts';

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
    from: start === undefined ? -Infinity : momentOf(start).ts + length,
    to: end === undefined ? Infinity : endOf(end),
  };
}

function endOf(text: string): number {
  const { kind, ts } = momentOf(text);
  return kind === 'date' ? ts + dayMs : ts;
}

function momentOf(text: string) {
  const stamp = parseStamp(text);
  if (!stamp) throw new RangeError(`Expected an ISO date or time, found ${text}`);
  return stamp;
}
