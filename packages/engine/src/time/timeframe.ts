/** Timeframes: how long a bar lasts. Written as on the wire: `1m`, `5m`, `1h`, `1d`, `1w`. */
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export const dayMs = unitMs.d;

/** Length of a timeframe in milliseconds, or null when the text is none. */
export function timeframeMs(timeframe: string): number | null {
  const match = /^([1-9]\d{0,3})([smhdw])$/.exec(timeframe);
  return match ? Number(match[1]) * unitMs[match[2] as keyof typeof unitMs] : null;
}

const units = [
  ['w', unitMs.w],
  ['d', unitMs.d],
  ['h', unitMs.h],
  ['m', unitMs.m],
  ['s', unitMs.s],
] as const;

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
