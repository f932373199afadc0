/** What the signals of all strategies say together. When nearly all want the same, they may all be wrong together. */
import { type Direction, directionOf, type Signal } from './signal.ts';

export interface Agreement {
  readonly direction: Direction;
  readonly meanExposure: number;
  readonly counts: Readonly<Record<Direction, number>>;
  /** The most frequent direction, and its share of all signals. */
  readonly crowd: { readonly direction: Direction; readonly share: number; readonly isCrowded: boolean };
}

/** A side is crowded when more than this share of the signals are on it. */
const crowdedAbove = 0.8;

export function agreementOf(signals: readonly Pick<Signal, 'direction' | 'exposure'>[]): Agreement {
  const counts = { LONG: 0, SHORT: 0, NEUTRAL: 0 };
  let exposure = 0;
  for (const signal of signals) {
    counts[signal.direction]++;
    exposure += signal.exposure;
  }
  const most = (Object.keys(counts) as Direction[]).reduce((a, b) => (counts[b] > counts[a] ? b : a));
  const share = counts[most] / signals.length;
  const meanExposure = exposure / signals.length;
  // To want nothing is no crowd: nobody has to get out.
  const isCrowded = most !== 'NEUTRAL' && signals.length > 1 && share > crowdedAbove;
  return { direction: directionOf(meanExposure), meanExposure, counts, crowd: { direction: most, share, isCrowded } };
}
