/**
 * What one target is about: an instrument, or the legs of a pair that are decided on together. It owns the columns, moves
 * them with the slices and remembers what was last wanted.
 */
import { Alignment, align } from '../data/align.ts';
import { lowerBound } from '../data/slice-feed.ts';
import { ColumnGraph, type GraphState } from '../indicators/column-graph.ts';
import type { BarColumns } from '../model/bar.ts';
import type { Side } from '../model/order.ts';
import { Slice } from '../model/slice.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy, StrategyColumns } from '../strategies/strategy.ts';

/** Bars (of legs: moments at which they meet) that are there, and those the strategy needs. */
export interface HistoryNeed {
  readonly have: number;
  /** Its warm-up, one to decide on, one to fill. */
  readonly need: number;
}

/** Everything a subject needs to go on with bars that come one by one. */
export interface SubjectState {
  readonly held: number;
  readonly barred: Side | 0;
  readonly graph: GraphState;
  readonly alignment: readonly number[];
  /** By leg, of the splits so far. */
  readonly factors: readonly number[];
}

export class Subject {
  readonly slots: readonly number[];
  readonly columns: StrategyColumns;
  /** Last wanted exposure (decision 12). */
  held = 0;
  /** Side a protective order has ended and that the target has not left since; 0 = none. */
  #barred: Side | 0 = 0;
  readonly #graph: ColumnGraph;
  readonly #fillBars: number;
  #alignment: Alignment;
  /** By leg: units of now for one of the first bar, the product of all splits since. */
  readonly #factors: Float64Array;
  #isSplit = false;
  /** The slice in the units of the first bar; made when there has been a split. */
  #scaled: Slice | null = null;
  /** The history it is bound to, legs row by row; empty when bars come one by one. */
  #history: readonly BarColumns[] = [];
  #next = 0;
  #isNew = false;
  /** The columns stand on the bar of the next slice already. */
  #isAhead = false;

  constructor(strategy: Strategy, parameters: ParameterValues, slots: readonly number[]) {
    this.slots = slots;
    this.#fillBars = strategy.legs?.fillBars ?? 0;
    this.#alignment = new Alignment(slots.length, this.#fillBars);
    this.#factors = new Float64Array(slots.length).fill(1);
    this.#graph = new ColumnGraph(strategy.maximumAgo, slots.length);
    this.columns = strategy.columns(this.#graph.bars, parameters, this.#graph.legs);
  }

  /** Whether the latest slice moved the columns: there is something to decide on. */
  get isNew(): boolean {
    return this.#isNew;
  }

  /** All of history is there; `skip[slot]` bars of an instrument come before the first slice. */
  bindHistory(history: readonly BarColumns[], skip: readonly number[]): void {
    const bars = this.slots.map((slot) => history[slot]);
    this.#history = bars.length === 1 ? bars : align(bars, this.#fillBars);
    this.#graph.bindLegs(this.#history);
    const starts = this.slots.map((slot, leg) => bars[leg].ts[skip[slot]] ?? Number.POSITIVE_INFINITY);
    this.#next = lowerBound(this.#history[0].ts, Math.min(...starts));
    this.#graph.skip(this.#next);
  }

  bindRings(): void {
    this.#history = [];
    this.#alignment = new Alignment(this.slots.length, this.#fillBars);
    this.#graph.bindRings();
  }

  /** Of the history it is bound to, up to the moment `to` (inclusive). */
  historyNeed(to: number): HistoryNeed {
    return { have: lowerBound(this.#history[0].ts, to + 1), need: this.#graph.warmupIn(this.#history) + 2 };
  }

  /** A protective order has ended the position: nothing is held, and the side is barred until the target leaves it. */
  stoppedOut(side: Side): void {
    if (this.held * side <= 0) return;
    this.held = 0;
    this.#barred = side;
  }

  /** Whether the wanted exposure is still on the barred side; the bar falls with the first that is not. */
  isBarred(wanted: number): boolean {
    if (this.#barred === 0) return false;
    if (wanted * this.#barred <= 0) this.#barred = 0;
    return this.#barred !== 0;
  }

  save(): SubjectState {
    if (this.#history.length > 0) throw new Error('columns bound to history know its end: expected rings to save');
    return {
      held: this.held,
      barred: this.#barred,
      graph: this.#graph.save(),
      alignment: this.#alignment.save(),
      factors: [...this.#factors],
    };
  }

  load({ held, barred, graph, alignment, factors }: SubjectState): void {
    this.bindRings();
    this.#factors.set(factors);
    this.#isSplit = factors.some((factor) => factor !== 1);
    this.#graph.load(graph);
    this.#alignment.load(alignment);
    this.held = held;
    this.#barred = barred;
  }

  /** Whether it is one instrument whose whole history is there. */
  get canWalk(): boolean {
    return this.slots.length === 1 && this.#history.length === 1;
  }

  /** Onto the next bar of history, before its slice has come. */
  walk(): void {
    this.#graph.skip(1);
  }

  /** The slice of the bar it stands on will come after all. */
  awaitSlice(): void {
    this.#isAhead = true;
  }

  /** Columns go on in the units from before a split; history was scaled when it was bound. */
  split(slot: number, ratio: number): void {
    const leg = this.slots.indexOf(slot);
    if (leg < 0 || this.#history.length > 0) return;
    this.#factors[leg] *= ratio;
    this.#isSplit = true;
  }

  observe(slice: Slice): void {
    if (this.#isAhead) {
      this.#isAhead = false;
      this.#isNew = true;
      return;
    }
    if (this.canWalk) {
      this.#isNew = slice.present[this.slots[0]] === 1;
      if (this.#isNew) this.#graph.skip(1);
      return;
    }
    this.#isNew = this.#hasRow(slice);
    if (this.#isNew) this.#graph.advanceLegs(this.#inFirstUnits(slice), this.slots);
  }

  #inFirstUnits(slice: Slice): Slice {
    if (!this.#isSplit) return slice;
    this.#scaled ??= new Slice(slice.present.length);
    const scaled = this.#scaled;
    scaled.ts = slice.ts;
    for (const [leg, slot] of this.slots.entries()) {
      const factor = this.#factors[leg];
      scaled.present[slot] = slice.present[slot];
      for (const field of ['open', 'high', 'low', 'close'] as const) scaled[field][slot] = slice[field][slot] * factor;
      scaled.volume[slot] = slice.volume[slot] / factor;
    }
    return scaled;
  }

  #hasRow(slice: Slice): boolean {
    if (this.slots.length === 1) return slice.present[this.slots[0]] === 1;
    if (this.#history.length === 0) return this.#alignment.meet(slice, this.slots);
    // History was aligned by the same rule, from its first bar on.
    const { ts, length } = this.#history[0];
    const meets = this.#next < length && ts[this.#next] === slice.ts;
    if (meets) this.#next++;
    return meets;
  }
}
