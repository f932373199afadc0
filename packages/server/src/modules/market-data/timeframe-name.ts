import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';

const units = [
  ['w', '1w'],
  ['d', '1d'],
  ['h', '1h'],
  ['m', '1m'],
  ['s', '1s'],
].map(([unit, one]) => [unit, timeframeMs(one) as number] as const);

/** The shortest name of a duration, so that `60m` and `1h` are one series; null when it is no whole number of seconds. */
export function timeframeName(ms: number): string | null {
  for (const [unit, length] of units) {
    if (ms >= length && ms % length === 0) return `${ms / length}${unit}`;
  }
  return null;
}

/** `1440m` → `1d`; null when the text is no timeframe. */
export function canonicalTimeframe(text: string): string | null {
  const ms = timeframeMs(text);
  return ms === null ? null : timeframeName(ms);
}
