/** What the distance between rows says about the timeframe. */
import { AppError } from '@tradewind/contract/errors.ts';
import { canonicalTimeframe, dayMs, timeframeMs, timeframeName } from '@tradewind/engine/time/timeframe.ts';
import type { Stamp } from './stamp.ts';
import type { TimeZone } from './time-zone.ts';

const usual = [
  '1s',
  '5s',
  '1m',
  '2m',
  '3m',
  '5m',
  '10m',
  '15m',
  '30m',
  '1h',
  '2h',
  '3h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
];

/** The timeframe asked for, or the one the median spacing shows; refuses what contradicts itself. */
export function settleTimeframe(
  asked: string | undefined,
  symbol: string,
  stamps: Float64Array,
  kind: Stamp['kind'],
): string {
  const spacing = medianSpacing(stamps);
  if (asked === undefined) return inferred(symbol, spacing, kind);
  const timeframe = canonicalTimeframe(asked);
  if (timeframe === null)
    throw new AppError('bad_data', `${asked} is no timeframe. Write it as 1m, 15m, 1h, 1d or 1w.`);
  const length = timeframeMs(timeframe) as number;
  if (kind === 'date' && length < dayMs) {
    throw new AppError('bad_data', `The rows carry dates without time; they cannot be bars of ${timeframe}.`);
  }
  if (spacing !== null && spacing < length) {
    throw new AppError(
      'bad_data',
      `${timeframe} was given, but the rows of ${symbol} are ${spacingText(spacing)} apart. Give the file's timeframe.`,
    );
  }
  return timeframe;
}

function inferred(symbol: string, spacing: number | null, kind: Stamp['kind']): string {
  if (spacing === null) {
    throw new AppError(
      'bad_data',
      `One row of ${symbol} does not show its timeframe. Give \`timeframe\`, as 1d or 1m.`,
    );
  }
  const name = timeframeName(spacing);
  if (name === null || (kind === 'date' ? name !== '1d' : !usual.includes(name))) {
    throw new AppError(
      'bad_data',
      `The rows of ${symbol} are ${spacingText(spacing)} apart, which is no usual timeframe. Give \`timeframe\`, as 1d or 1m.`,
    );
  }
  return name;
}

function medianSpacing(stamps: Float64Array): number | null {
  if (stamps.length < 2) return null;
  const gaps = Float64Array.from({ length: stamps.length - 1 }, (_, row) => stamps[row + 1] - stamps[row]).sort();
  return gaps[(gaps.length - 1) >> 1];
}

function spacingText(ms: number): string {
  return timeframeName(ms) ?? `${ms / 1_000} s`;
}

/** From a stamp to its bar's end, in UTC. A date names a session that ends at the next midnight of its zone. */
export function endOfBar(
  timeframe: string,
  kind: Stamp['kind'],
  stamps: 'open' | 'close',
  zone: TimeZone,
): (stamp: number) => number {
  const length = timeframeMs(timeframe) as number;
  if (kind === 'date') return (midnight) => zone.startOfDay(midnight + (stamps === 'open' ? length : dayMs));
  return stamps === 'open' ? (moment) => moment + length : (moment) => moment;
}
