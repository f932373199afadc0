/** Times of a place → UTC, where that has one answer. */
import { dayMs } from '@tradewind/engine/time/timeframe.ts';

/** Clocks jumped over it, or showed it twice. */
export type NoMoment = 'skipped' | 'repeated';

export interface TimeZone {
  readonly name: string;
  /** `local` counts as if the place were on UTC. */
  toUtc(local: number): number | NoMoment;
  /** When a day begins, also where the clock has no midnight that day. */
  startOfDay(midnight: number): number;
}

const hourMs = 3_600_000;

/** `UTC`, a fixed distance such as `-05:00` or `UTC+2`, or a name of the IANA database; null when it is none of these. */
export function findTimeZone(name: string): TimeZone | null {
  const fixed = /^(?:(?:UTC|GMT|Z|Etc\/UTC)|(?:UTC|GMT)?([+-])(\d{1,2})(?::?([0-5]\d))?)$/i.exec(name);
  if (fixed) {
    const [, sign, hours = '0', minutes = '0'] = fixed;
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    return Math.abs(offset) > 14 * hourMs ? null : fixedZone(name, offset);
  }
  try {
    return new NamedZone(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export const utc: TimeZone = fixedZone('UTC', 0);

function fixedZone(name: string, offset: number): TimeZone {
  const toUtc = (local: number) => local - offset;
  return { name, toUtc, startOfDay: toUtc };
}

class NamedZone implements TimeZone {
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** Of a local day: its one distance from UTC, or the two between which the clock changes. */
  readonly #byDay = new Map<number, readonly number[]>();

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    this.name = name;
  }

  toUtc(local: number): number | NoMoment {
    const offsets = this.#offsetsOn(Math.floor(local / dayMs));
    if (offsets.length === 1) return local - offsets[0];
    const valid = offsets.filter((offset) => this.#offsetAt(local - offset) === offset);
    if (valid.length === 1) return local - valid[0];
    return valid.length === 0 ? 'skipped' : 'repeated';
  }

  startOfDay(midnight: number): number {
    const offsets = this.#offsetsOn(midnight / dayMs);
    // Skipped: the first moment after the jump, which is midnight by the clock before it. Repeated: the first of the two.
    const start = this.toUtc(midnight);
    if (typeof start === 'number') return start;
    return midnight - (start === 'skipped' ? Math.min(...offsets) : Math.max(...offsets));
  }

  #offsetsOn(day: number): readonly number[] {
    let offsets = this.#byDay.get(day);
    if (!offsets) {
      // No place is further from UTC than 14 hours, and no place changes its clock twice within two days.
      const [before, after] = [day * dayMs - 14 * hourMs, (day + 1) * dayMs + 12 * hourMs].map((ts) =>
        this.#offsetAt(ts),
      );
      offsets = before === after ? [before] : [before, after];
      this.#byDay.set(day, offsets);
    }
    return offsets;
  }

  #offsetAt(ts: number): number {
    const parts = this.#format.formatToParts(ts);
    const text = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const match = /([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
    if (!match) return 0;
    const [, sign, hours, minutes, seconds = '0'] = match;
    return (sign === '-' ? -1 : 1) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
  }
}
