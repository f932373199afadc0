/**
 * Merges the bars of several instruments by time into slices: all bars with the same ts come together, an instrument
 * without a bar at that moment is marked absent and keeps its last prices.
 */
import type { BarColumns, QuoteColumns } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';

export class SliceFeed {
  /** Reused: valid until the next call of `next`. */
  readonly slice: Slice;
  readonly #history: readonly BarColumns[];
  readonly #position: Int32Array;
  readonly #end: Int32Array;
  /** The history when there is but one: it needs no merging, each of its bars is a slice. */
  readonly #only: BarColumns | null;
  #onlyPosition = 0;
  readonly #onlyEnd: number;

  /** Rows [from[k], to[k]) of each instrument's history; until its first one an instrument shows the bar before it. */
  constructor(history: readonly BarColumns[], from: readonly number[], to: readonly number[]) {
    this.#history = history;
    this.#position = Int32Array.from(from);
    this.#end = Int32Array.from(to);
    this.#only = history.length === 1 ? history[0] : null;
    this.#onlyPosition = from[0];
    this.#onlyEnd = to[0];
    const hasQuotes = history.some(({ bid, ask }) => bid !== undefined || ask !== undefined);
    this.slice = new Slice(history.length, hasQuotes);
    for (const [k, row] of from.entries()) if (row > 0) show(this.slice, k, history[k], row - 1);
  }

  /** Moves to the next slice; false at the end. */
  next(): boolean {
    const only = this.#only;
    if (only === null) return this.#nextOfMany();
    const row = this.#onlyPosition;
    if (row >= this.#onlyEnd) return false;
    this.#onlyPosition = row + 1;
    const { slice } = this;
    slice.ts = only.ts[row];
    slice.present[0] = 1;
    show(slice, 0, only, row);
    return true;
  }

  /** Row of the only instrument that comes next. */
  get row(): number {
    return this.#onlyPosition;
  }

  /** Leaves out the rows before this one, which somebody has walked already; the slice shows the last of them. */
  skipTo(row: number): void {
    if (this.#only === null || row <= this.#onlyPosition) return;
    this.#onlyPosition = row;
    this.slice.ts = this.#only.ts[row - 1];
    show(this.slice, 0, this.#only, row - 1);
  }

  #nextOfMany(): boolean {
    const { slice } = this;
    const count = this.#history.length;
    let ts = Number.POSITIVE_INFINITY;
    for (let k = 0; k < count; k++) {
      const position = this.#position[k];
      if (position < this.#end[k] && this.#history[k].ts[position] < ts) ts = this.#history[k].ts[position];
    }
    if (ts === Number.POSITIVE_INFINITY) return false;
    slice.ts = ts;
    for (let k = 0; k < count; k++) {
      const bars = this.#history[k];
      const position = this.#position[k];
      if (position < this.#end[k] && bars.ts[position] === ts) {
        slice.present[k] = 1;
        show(slice, k, bars, position);
        this.#position[k] = position + 1;
      } else {
        slice.present[k] = 0;
      }
    }
    return true;
  }
}

function show(slice: Slice, k: number, bars: BarColumns, row: number): void {
  slice.open[k] = bars.open[row];
  slice.high[k] = bars.high[row];
  slice.low[k] = bars.low[row];
  slice.close[k] = bars.close[row];
  slice.volume[k] = bars.volume[row];
  if (slice.bid === null || slice.ask === null) return;
  if (bars.bid) showQuotes(slice.bid, k, bars.bid, row);
  if (bars.ask) showQuotes(slice.ask, k, bars.ask, row);
}

function showQuotes(into: QuoteColumns, k: number, from: QuoteColumns, row: number): void {
  into.open[k] = from.open[row];
  into.high[k] = from.high[row];
  into.low[k] = from.low[row];
  into.close[k] = from.close[row];
}

/** Index of the first ts ≥ `moment` in a rising column. */
export function lowerBound(ts: Float64Array, moment: number): number {
  let low = 0;
  let high = ts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ts[middle] < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
