/**
 * The slices of many instruments, prepared a block at a time: each history is read along its own columns, many bars in a
 * row, instead of all of them at every moment. Gives the same slices as SliceFeed, several times as fast for a panel.
 */
import { type BarColumns, type BarField, barFields } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';

const blockSize = 64;

/** Instruments whose bars of the range come at the same moments. */
interface Calendar {
  readonly ts: Float64Array;
  readonly members: number[];
  /** Moments already handed over to blocks. */
  position: number;
  /** Whether its members are marked present in every slice of the block. */
  isMarked: boolean;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

export class PanelFeed {
  /** Reused, and never a view of the block: what lies behind it there has not happened yet. */
  readonly slice: Slice;
  readonly #history: readonly BarColumns[];
  readonly #from: readonly number[];
  readonly #calendars: readonly Calendar[];
  /** Its slices are views of the rows of `#present` and `#fields`. */
  readonly #block: readonly Slice[];
  readonly #present: Uint8Array;
  readonly #fields: Readonly<Record<BarField, Float64Array>>;
  /** Slices prepared in the block, and how many of them are handed out. */
  #length = 0;
  #next = 0;

  /** Rows [from[k], to[k]) of each instrument's history; until its first one an instrument shows the bar before it. */
  constructor(history: readonly BarColumns[], from: readonly number[], to: readonly number[]) {
    this.#history = history;
    this.#from = from;
    this.#calendars = calendarsOf(history, from, to);
    const width = history.length;
    this.#present = new Uint8Array(blockSize * width);
    const matrix = () => new Float64Array(blockSize * width).fill(Number.NaN);
    this.#fields = { open: matrix(), high: matrix(), low: matrix(), close: matrix(), volume: matrix() };
    this.#block = Array.from({ length: blockSize }, (_, row) => {
      const slice: Writable<Slice> = new Slice(width);
      slice.present = this.#present.subarray(row * width, (row + 1) * width);
      for (const field of barFields) slice[field] = this.#fields[field].subarray(row * width, (row + 1) * width);
      return slice;
    });
    // A block starts from the last slice of the one before: here, from what was known before the range.
    this.slice = new Slice(width);
    for (const [k, row] of from.entries()) {
      if (row > 0) for (const field of barFields) this.slice[field][k] = history[k][field][row - 1];
    }
  }

  /** Moves to the next slice; false at the end. */
  next(): boolean {
    if (this.#next === this.#length && !this.#prepare()) return false;
    const { ts, present, open, high, low, close, volume } = this.#block[this.#next++];
    const { slice } = this;
    slice.ts = ts;
    slice.present.set(present);
    slice.open.set(open);
    slice.high.set(high);
    slice.low.set(low);
    slice.close.set(close);
    slice.volume.set(volume);
    return true;
  }

  #prepare(): boolean {
    let moments: readonly number[] = [];
    for (const { ts, position } of this.#calendars) moments = merged(moments, ts, position);
    if (moments.length === 0) return false;
    for (const [row, ts] of moments.entries()) this.#block[row].ts = ts;
    for (const calendar of this.#calendars) {
      const { members, position } = calendar;
      if (goesOnWith(calendar.ts, position, moments)) {
        if (!calendar.isMarked) this.#markPresent(members);
        calendar.isMarked = true;
        for (const k of members) this.#copy(k, this.#from[k] + position, moments.length);
        calendar.position += moments.length;
      } else {
        calendar.isMarked = false;
        for (const k of members) calendar.position = this.#place(k, moments, calendar.ts, position);
      }
    }
    this.#length = moments.length;
    this.#next = 0;
    return true;
  }

  /** A bar in every slice of the block. */
  #copy(k: number, from: number, length: number): void {
    const bars = this.#history[k];
    const width = this.#history.length;
    const { open, high, low, close, volume } = this.#fields;
    copyColumn(bars.open, from, length, open, k, width);
    copyColumn(bars.high, from, length, high, k, width);
    copyColumn(bars.low, from, length, low, k, width);
    copyColumn(bars.close, from, length, close, k, width);
    copyColumn(bars.volume, from, length, volume, k, width);
  }

  #markPresent(members: readonly number[]): void {
    const width = this.#history.length;
    for (let row = 0; row < blockSize; row++) for (const k of members) this.#present[row * width + k] = 1;
  }

  /** Where the instrument has no bar it keeps the prices of the slice before. Returns the calendar's next position. */
  #place(k: number, moments: readonly number[], ts: Float64Array, from: number): number {
    const bars = this.#history[k];
    let position = from;
    let previous = this.slice;
    for (let row = 0; row < moments.length; row++) {
      const slice = this.#block[row];
      const isThere = position < ts.length && ts[position] === moments[row];
      slice.present[k] = isThere ? 1 : 0;
      for (const field of barFields) {
        slice[field][k] = isThere ? bars[field][this.#from[k] + position] : previous[field][k];
      }
      if (isThere) position++;
      previous = slice;
    }
    return position;
  }
}

/** From a column into one place of each row of a matrix. */
function copyColumn(
  column: Float64Array,
  from: number,
  length: number,
  matrix: Float64Array,
  place: number,
  width: number,
): void {
  for (let row = 0; row < length; row++) matrix[row * width + place] = column[from + row];
}

function calendarsOf(history: readonly BarColumns[], from: readonly number[], to: readonly number[]): Calendar[] {
  const calendars: Calendar[] = [];
  for (const [k, bars] of history.entries()) {
    const ts = bars.ts.subarray(from[k], to[k]);
    const known = calendars.find((calendar) => isSame(calendar.ts, ts));
    if (known) known.members.push(k);
    else calendars.push({ ts, members: [k], position: 0, isMarked: false });
  }
  return calendars;
}

/** The first `blockSize` of a rising list and the rest of a column, each moment once. */
function merged(moments: readonly number[], ts: Float64Array, position: number): readonly number[] {
  if (moments.length > 0 && goesOnWith(ts, position, moments)) return moments;
  const all: number[] = [];
  let i = 0;
  let k = position;
  while (all.length < blockSize && (i < moments.length || k < ts.length)) {
    const one = i < moments.length ? moments[i] : Number.POSITIVE_INFINITY;
    const other = k < ts.length ? ts[k] : Number.POSITIVE_INFINITY;
    all.push(Math.min(one, other));
    if (one <= other) i++;
    if (other <= one) k++;
  }
  return all;
}

/** Whether a column goes on with exactly these moments. */
function goesOnWith(ts: Float64Array, position: number, moments: readonly number[]): boolean {
  if (ts.length - position < moments.length) return false;
  for (let i = 0; i < moments.length; i++) if (moments[i] !== ts[position + i]) return false;
  return true;
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
