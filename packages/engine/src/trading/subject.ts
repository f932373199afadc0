/**
 * What one target is about: an instrument, or the legs of a pair that are decided on together. It owns the columns, moves
 * them with the slices and remembers what was last wanted.
 */
import { Alignment, align } from '../data/align.ts';
import { lowerBound } from '../data/slice-feed.ts';
import { ColumnGraph, type GraphState } from '../indicators/column-graph.ts';
import type { BarColumns } from '../model/bar.ts';
import type { Side } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
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
    return { held: this.held, barred: this.#barred, graph: this.#graph.save(), alignment: this.#alignment.save() };
  }

  load({ held, barred, graph, alignment }: SubjectState): void {
    this.bindRings();
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

  observe(slice: Slice): void {
    if (this.#isAhead) {
      this.#isAhead = false;
      this.#isNew = true;
      return;
    }
    this.#isNew = this.#hasRow(slice);
    if (this.#isNew) this.#graph.advanceLegs(slice, this.slots);
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
