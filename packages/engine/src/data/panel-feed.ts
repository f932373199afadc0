/**
 * The slices of many instruments, prepared a block at a time: each history is read along its own columns, some hundred
 * bars in a row, instead of all of them at every moment. Gives the same slices as SliceFeed, four times as fast for fifty
 * instruments.
 */
import type { BarColumns } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';

const blockSize = 64;

export class PanelFeed {
  /** The current slice: valid until the next call of `next`. */
  slice: Slice;
  readonly #history: readonly BarColumns[];
  readonly #position: Int32Array;
  readonly #end: Int32Array;
  readonly #block: readonly Slice[];
  /** Slices prepared in the block, and how many of them are handed out. */
  #length = 0;
  #next = 0;

  /** Rows [from[k], to[k]) of each instrument's history; until its first one an instrument shows the bar before it. */
  constructor(history: readonly BarColumns[], from: readonly number[], to: readonly number[]) {
    this.#history = history;
    this.#position = Int32Array.from(from);
    this.#end = Int32Array.from(to);
    this.#block = Array.from({ length: blockSize }, () => new Slice(history.length));
    this.slice = this.#block[blockSize - 1];
    // A block starts from the last slice of the one before: here, what was known before the range.
    for (const [k, row] of from.entries()) if (row > 0) show(this.slice, k, history[k], row - 1);
  }

  /** Moves to the next slice; false at the end. */
  next(): boolean {
    if (this.#next === this.#length && !this.#prepare()) return false;
    this.slice = this.#block[this.#next++];
    return true;
  }

  #prepare(): boolean {
    const moments = this.#moments();
    if (moments.length === 0) return false;
    const before = this.slice;
    for (const [row, ts] of moments.entries()) this.#block[row].ts = ts;
    for (let k = 0; k < this.#history.length; k++) this.#fill(k, moments, before);
    this.#length = moments.length;
    this.#next = 0;
    return true;
  }

  /** The next moments at which anybody has a bar. */
  #moments(): readonly number[] {
    let moments: number[] = [];
    for (const [k, { ts }] of this.#history.entries()) {
      const from = this.#position[k];
      const to = Math.min(this.#end[k], from + blockSize);
      moments = merged(moments, ts, from, to);
    }
    return moments;
  }

  /** One instrument through the whole block. Where it has no bar it keeps the prices of the slice before. */
  #fill(k: number, moments: readonly number[], before: Slice): void {
    const bars = this.#history[k];
    const block = this.#block;
    const end = this.#end[k];
    let position = this.#position[k];
    let previous = before;
    for (let row = 0; row < moments.length; row++) {
      const slice = block[row];
      if (position < end && bars.ts[position] === moments[row]) {
        slice.present[k] = 1;
        show(slice, k, bars, position);
        position++;
      } else {
        slice.present[k] = 0;
        keep(slice, k, previous);
      }
      previous = slice;
    }
    this.#position[k] = position;
  }
}

/** The first `blockSize` of two rising lists, each moment once. */
function merged(moments: number[], ts: Float64Array, from: number, to: number): number[] {
  if (isSame(moments, ts, from, to)) return moments;
  const all: number[] = [];
  let i = 0;
  let k = from;
  while (all.length < blockSize && (i < moments.length || k < to)) {
    const one = i < moments.length ? moments[i] : Number.POSITIVE_INFINITY;
    const other = k < to ? ts[k] : Number.POSITIVE_INFINITY;
    all.push(Math.min(one, other));
    if (one <= other) i++;
    if (other <= one) k++;
  }
  return all;
}

function isSame(moments: readonly number[], ts: Float64Array, from: number, to: number): boolean {
  if (moments.length !== to - from) return false;
  for (let i = 0; i < moments.length; i++) if (moments[i] !== ts[from + i]) return false;
  return true;
}

function show(slice: Slice, k: number, bars: BarColumns, row: number): void {
  slice.open[k] = bars.open[row];
  slice.high[k] = bars.high[row];
  slice.low[k] = bars.low[row];
  slice.close[k] = bars.close[row];
  slice.volume[k] = bars.volume[row];
}

function keep(slice: Slice, k: number, previous: Slice): void {
  slice.open[k] = previous.open[k];
  slice.high[k] = previous.high[k];
  slice.low[k] = previous.low[k];
  slice.close[k] = previous.close[k];
  slice.volume[k] = previous.volume[k];
}
