/** ISO 8601 dates and times, as the clean files have them. */
export interface Stamp {
  /** A bare date names a session; an instant is a moment. */
  readonly kind: 'date' | 'instant';
  /** Epoch milliseconds; of a date, its midnight. */
  readonly ts: number;
}

const pattern =
  /^((?:1[6-9]|2[01])\d{2})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?: ?(Z|UTC|[+-](?:0\d|1[0-4]):?[0-5]\d))?)?$/;

/** Null when the text is neither. A time without zone is UTC. */
export function parseStamp(text: string): Stamp | null {
  const match = pattern.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const midnight = Date.UTC(year, month - 1, day);
  // Date.UTC rolls the 30th of February over into March: then the day is another.
  if (month < 1 || month > 12 || new Date(midnight).getUTCDate() !== day) return null;
  if (match[4] === undefined) return { kind: 'date', ts: midnight };
  if (hour > 23 || minute > 59 || second > 59) return null;
  const milliseconds = Math.floor(Number(`0.${match[7] ?? 0}`) * 1_000);
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds;
  return { kind: 'instant', ts: local - offsetMs(match[8]) };
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z' || zone === 'UTC') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
