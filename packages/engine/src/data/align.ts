/**
 * Instruments seen together, for columns over two of them: a row is a moment at which every leg has a bar (decision 3).
 * `fillBars` lets a leg miss that many moments of the others in a row: it then counts as a bar without trading, flat at
 * its last close, volume 0. The default of 0 fills nothing.
 */
import { allocateBars, type BarColumns, barFields, sliceBars } from '../model/bar.ts';
import type { Slice } from '../model/slice.ts';
import { SliceFeed } from './slice-feed.ts';

/** Decides slice by slice whether the legs meet; one implementation for history and for bars that come one by one. */
export class Alignment {
  readonly #fillBars: number;
  /** Moments in a row that a leg has missed; Infinity before its first bar. */
  readonly #missed: Float64Array;

  constructor(legs: number, fillBars: number) {
    if (!(Number.isInteger(fillBars) && fillBars >= 0)) {
      throw new RangeError(`fillBars must be a whole number of bars, 0 or more; found ${fillBars}`);
    }
    this.#fillBars = fillBars;
    this.#missed = new Float64Array(legs).fill(Number.POSITIVE_INFINITY);
  }

  /** `slots[k]`: where leg k stands in the slice. */
  meet(slice: Slice, slots: readonly number[]): boolean {
    if (!slots.some((slot) => slice.present[slot] === 1)) return false;
    let together = true;
    for (let leg = 0; leg < slots.length; leg++) {
      this.#missed[leg] = slice.present[slots[leg]] === 1 ? 0 : this.#missed[leg] + 1;
      if (this.#missed[leg] > this.#fillBars) together = false;
    }
    return together;
  }

  save(): number[] {
    return [...this.#missed];
  }

  load(missed: readonly number[]): void {
    this.#missed.set(missed);
  }
}

/** The legs row by row, all with the same ts. */
export function align(legs: readonly BarColumns[], fillBars: number): BarColumns[] {
  const alignment = new Alignment(legs.length, fillBars);
  const feed = new SliceFeed(
    legs,
    legs.map(() => 0),
    legs.map((bars) => bars.length),
  );
  const { slice } = feed;
  const slots = legs.map((_, leg) => leg);
  const capacity = legs.reduce((total, bars) => total + bars.length, 0);
  const rows = legs.map(() => allocateBars(capacity));
  let count = 0;
  while (feed.next()) {
    if (!alignment.meet(slice, slots)) continue;
    for (const leg of slots) {
      rows[leg].ts[count] = slice.ts;
      for (const field of barFields) rows[leg][field][count] = barValue(slice, leg, field);
    }
    count++;
  }
  return rows.map((bars) => sliceBars(bars, 0, count));
}

/** What a leg shows in a slice: its bar, or without one a bar in which nothing was traded. */
export function barValue(slice: Slice, slot: number, field: (typeof barFields)[number]): number {
  if (slice.present[slot] === 1) return slice[field][slot];
  return field === 'volume' ? 0 : slice.close[slot];
}
