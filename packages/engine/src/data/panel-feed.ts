/**
 * The slices of many instruments. Those that share a calendar are moved together, and a field of the slice is gathered
 * from the histories only when somebody reads it: most slices of a panel are looked at by their closes alone. Gives the
 * same slices as SliceFeed, several times as fast.
 */
import { type BarColumns, type BarField, barFields } from '../model/bar.ts';
import type { Slice } from '../model/slice.ts';

/** Instruments whose bars of the range come at the same moments. */
interface Calendar {
  readonly ts: Float64Array;
  readonly members: readonly number[];
  /** Bars shown so far. */
  position: number;
  /** Whether its members are marked present in the slice. */
  isPresent: boolean;
}

const blockSize = 32;

/**
 * Where a field of all instruments comes from, and what the slice shows of it. Histories are read a block of moments at a
 * time, along their own columns: fifty columns read side by side would miss the cache at every step.
 */
class Field {
  readonly #columns: readonly Float64Array[];
  readonly #values: Float64Array;
  /** By calendar: rows of a block of moments, one after the other, and the first position that is in it. */
  readonly #blocks: readonly { readonly rows: Float64Array; first: number }[];
  /** Number of the slice the values are of. */
  #shown = 0;

  constructor(columns: readonly Float64Array[], calendars: readonly Calendar[]) {
    this.#columns = columns;
    // NaN until the first bar: an instrument that has not traded yet has no price, not the price 0.
    this.#values = new Float64Array(columns.length).fill(Number.NaN);
    this.#blocks = calendars.map(({ members }) => ({ rows: new Float64Array(blockSize * members.length), first: -1 }));
  }

  /** The values at slice number `slice`; an instrument without a bar in it keeps those of its last one. */
  at(slice: number, calendars: readonly Calendar[], from: readonly number[]): Float64Array {
    if (this.#shown !== slice) {
      this.#shown = slice;
      for (let c = 0; c < calendars.length; c++) this.#show(c, calendars[c], from);
    }
    return this.#values;
  }

  /** One value alone, from the history itself. */
  of(k: number, row: number): number {
    return row < 0 ? Number.NaN : this.#columns[k][row];
  }

  #show(c: number, { members, position }: Calendar, from: readonly number[]): void {
    const block = this.#blocks[c];
    const first = position - (position % blockSize);
    if (block.first !== first) {
      block.first = first;
      for (let m = 0; m < members.length; m++) {
        const k = members[m];
        copyColumn(this.#columns[k], from[k] + first - 1, block.rows, m, members.length);
      }
    }
    const { rows } = block;
    const values = this.#values;
    const row = (position - first) * members.length;
    for (let m = 0; m < members.length; m++) values[members[m]] = rows[row + m];
  }
}

/** `blockSize` values of a column from `start` on into one place of each row; NaN where there is none. */
function copyColumn(column: Float64Array, start: number, rows: Float64Array, place: number, width: number): void {
  const end = Math.min(blockSize, column.length - start);
  for (let r = 0; r < end; r++) rows[r * width + place] = start + r < 0 ? Number.NaN : column[start + r];
}

/** Reused for the whole run, as every slice is; holds nothing of what comes after its moment. */
class PanelSlice implements Slice {
  ts = 0;
  readonly present: Uint8Array;
  readonly bid = null;
  readonly ask = null;
  /** Slices shown so far. */
  #number = 0;
  readonly #calendars: readonly Calendar[];
  /** By slot. */
  readonly #calendarOf: readonly Calendar[];
  readonly #from: readonly number[];
  readonly #fields: Readonly<Record<BarField, Field>>;

  constructor(history: readonly BarColumns[], calendars: readonly Calendar[], from: readonly number[]) {
    this.present = new Uint8Array(history.length);
    this.#calendars = calendars;
    this.#calendarOf = history.map((_, k) => calendars.find(({ members }) => members.includes(k)) as Calendar);
    this.#from = from;
    const field = (name: BarField) =>
      [
        name,
        new Field(
          history.map((bars) => bars[name]),
          calendars,
        ),
      ] as const;
    this.#fields = Object.fromEntries(barFields.map(field)) as unknown as Record<BarField, Field>;
  }

  get open(): Float64Array {
    return this.#fields.open.at(this.#number, this.#calendars, this.#from);
  }

  get high(): Float64Array {
    return this.#fields.high.at(this.#number, this.#calendars, this.#from);
  }

  get low(): Float64Array {
    return this.#fields.low.at(this.#number, this.#calendars, this.#from);
  }

  get close(): Float64Array {
    return this.#fields.close.at(this.#number, this.#calendars, this.#from);
  }

  get volume(): Float64Array {
    return this.#fields.volume.at(this.#number, this.#calendars, this.#from);
  }

  highOf(slot: number): number {
    return this.#fields.high.of(slot, this.#rowOf(slot));
  }

  lowOf(slot: number): number {
    return this.#fields.low.of(slot, this.#rowOf(slot));
  }

  #rowOf(slot: number): number {
    return this.#from[slot] + this.#calendarOf[slot].position - 1;
  }

  /** The calendars have been moved to this moment. */
  moveTo(ts: number): void {
    this.ts = ts;
    this.#number++;
  }
}

export class PanelFeed {
  /** Reused: valid until the next call of `next`. */
  readonly slice: Slice;
  readonly #slice: PanelSlice;
  readonly #calendars: readonly Calendar[];

  /** Rows [from[k], to[k]) of each instrument's history; until its first one an instrument shows the bar before it. */
  constructor(history: readonly BarColumns[], from: readonly number[], to: readonly number[]) {
    this.#calendars = calendarsOf(history, from, to);
    this.#slice = new PanelSlice(history, this.#calendars, from);
    this.slice = this.#slice;
  }

  /** Moves to the next slice; false at the end. */
  next(): boolean {
    let ts = Number.POSITIVE_INFINITY;
    for (const calendar of this.#calendars) {
      if (calendar.position < calendar.ts.length) ts = Math.min(ts, calendar.ts[calendar.position]);
    }
    if (ts === Number.POSITIVE_INFINITY) return false;
    for (const calendar of this.#calendars) {
      const isPresent = calendar.position < calendar.ts.length && calendar.ts[calendar.position] === ts;
      if (isPresent) calendar.position++;
      if (isPresent !== calendar.isPresent) this.#mark(calendar, isPresent);
    }
    this.#slice.moveTo(ts);
    return true;
  }

  #mark(calendar: Calendar, isPresent: boolean): void {
    calendar.isPresent = isPresent;
    for (const k of calendar.members) this.slice.present[k] = isPresent ? 1 : 0;
  }
}

function calendarsOf(history: readonly BarColumns[], from: readonly number[], to: readonly number[]): Calendar[] {
  const groups: { readonly ts: Float64Array; readonly members: number[] }[] = [];
  for (const [k, bars] of history.entries()) {
    const ts = bars.ts.subarray(from[k], to[k]);
    const known = groups.find((group) => isSame(group.ts, ts));
    if (known) known.members.push(k);
    else groups.push({ ts, members: [k] });
  }
  return groups.map((group) => ({ ...group, position: 0, isPresent: false }));
}

function isSame(one: Float64Array, other: Float64Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
