/**
 * The columns of a strategy as a graph: bar fields at the roots, indicators above them. Equal indicators of equal inputs
 * are one node, so a window used twice is computed once. The graph is first described, then bound to buffers: full
 * history (backtest, sweep) or rings (live). Its state can be saved on either and loaded onto rings, so a live session
 * goes on where its history or its snapshot ended.
 *
 * A graph stands on the bars of one instrument, or of several legs that meet row by row (data/align.ts). Graphs of a longer
 * timeframe follow it and move only when their bar has ended (higher-timeframe.ts).
 */

import { barValue } from '../data/align.ts';
import { fullSeries, ringSeries, type Series } from '../data/series.ts';
import { type BarColumns, type BarField, barFields } from '../model/bar.ts';
import type { Slice } from '../model/slice.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';

/** The moment of an instrument: index of its latest bar, −1 before the first. Columns read relative to it. */
class Axis {
  now = -1;
}

const unbound: Series = { data: new Float64Array(0), mask: 0 };

/** One value per bar. `now` and `ago(k)` look back only: there is no way to reach forward. */
export class Column {
  readonly graph: ColumnGraph;
  /** What it computes, e.g. `sma(close;{"period":10})`; equal keys are equal columns. */
  readonly key: string;
  /** Index of the first defined value. */
  readonly warmup: number;
  series: Series = unbound;
  #data = unbound.data;
  #mask = unbound.mask;
  readonly #axis: Axis;
  readonly #maximumAgo: number;

  constructor(graph: ColumnGraph, axis: Axis, key: string, warmup: number) {
    this.graph = graph;
    this.key = key;
    this.warmup = warmup;
    this.#axis = axis;
    this.#maximumAgo = graph.maximumAgo;
  }

  /** The value at the latest bar; NaN while it is not defined. */
  get now(): number {
    const index = this.#axis.now;
    return index < 0 ? Number.NaN : this.#data[index & this.#mask];
  }

  /** The value `bars` bars before the latest one; NaN before the first bar. */
  ago(bars: number): number {
    if (!(bars >= 0 && bars <= this.#maximumAgo)) throw new RangeError(this.#outOfReach(bars));
    const index = this.#axis.now - bars;
    return index < 0 ? Number.NaN : this.#data[index & this.#mask];
  }

  /** Called by the graph when buffers exist. */
  bind(series: Series): void {
    this.series = series;
    this.#data = series.data;
    this.#mask = series.mask;
  }

  #outOfReach(bars: number): string {
    return bars < 0
      ? `${this.key}.ago(${bars}) asks for the future: expected 0 or more bars back`
      : `${this.key}.ago(${bars}) reaches further back than declared: expected at most ${this.#maximumAgo} (maximumAgo)`;
  }
}

/** What a strategy sees of a column: this bar and those before it. The buffer behind it holds more, and stays behind. */
export type Reading = Pick<Column, 'now' | 'ago'>;

/** The bar fields of one instrument and the end of its bars, the roots of its graph. */
export type BarSeries = Readonly<Record<BarField | 'ts', Column>>;

/** One indicator in the graph: what it computes, from what, and the columns it fills. */
export interface GraphNode {
  readonly key: string;
  readonly kind: IndicatorKind<unknown>;
  readonly options: unknown;
  readonly inputs: readonly Column[];
  readonly columns: readonly Column[];
}

interface Node extends GraphNode {
  indicator: Indicator | null;
  /** Buffers of `columns`, gathered once: no allocation per bar. */
  out: readonly Series[];
}

/** Everything a graph needs to go on: numbers only, NaN among them. */
export interface GraphState {
  /** Bars seen so far. */
  readonly bars: number;
  /** Latest values by column key, oldest first. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  /** States of the indicators by node key. */
  readonly indicators: Readonly<Record<string, readonly number[]>>;
  readonly followers: Readonly<Record<string, FollowerState>>;
}

/** A graph on a slower clock that moves with the graph it was made from. */
export interface Follower {
  readonly graph: ColumnGraph;
  /** Of all of the leader's history, its first `to` rows computed. */
  bindHistory(legs: readonly BarColumns[], to: number): void;
  extendHistory(to: number): void;
  bindRings(): void;
  /** The leader stands on row `index`. */
  moveTo(index: number): void;
  /** Live: the leader has taken the bar of this slice. */
  take(slice: Slice, slots: readonly number[]): void;
  /** Rows of the leader before the first on which every column here is defined; more than there are when there is none. */
  warmupIn(legs: readonly BarColumns[]): number;
  save(): FollowerState;
  load(state: FollowerState): void;
}

export interface FollowerState {
  readonly graph: GraphState;
  /** The bar that has not ended yet; empty without one. */
  readonly unfinished: readonly number[];
}

export class ColumnGraph {
  readonly maximumAgo: number;
  /** The bars of the first leg, and of all. */
  readonly bars: BarSeries;
  readonly legs: readonly BarSeries[];
  readonly #axis = new Axis();
  readonly #roots: readonly Column[];
  readonly #nodes = new Map<string, Node>();
  /** How far back each column is read by an indicator, besides the current value. */
  readonly #reach = new Map<Column, number>();
  readonly #followers = new Map<string, Follower>();
  /** A list of one, so that moving a single instrument makes none. */
  readonly #slot = [0];
  #boundToHistory = false;
  #extended = 0;

  /** `maximumAgo`: the largest k of any `ago(k)`; live rings keep that many values. */
  constructor(maximumAgo: number, legs = 1) {
    this.maximumAgo = maximumAgo;
    this.legs = Array.from({ length: legs }, (_, leg) => {
      const root = (field: BarField | 'ts') => new Column(this, this.#axis, leg === 0 ? field : `${field}@${leg}`, 0);
      return {
        open: root('open'),
        high: root('high'),
        low: root('low'),
        close: root('close'),
        volume: root('volume'),
        ts: root('ts'),
      };
    });
    this.bars = this.legs[0];
    this.#roots = this.legs.flatMap((bars) => Object.values(bars));
  }

  /** The graph that follows this one under a key; made when it is first asked for. */
  follow(key: string, create: () => Follower): ColumnGraph {
    const follower = this.#followers.get(key) ?? create();
    this.#followers.set(key, follower);
    return follower.graph;
  }

  /** Every indicator described so far; inputs come before what reads them. */
  get nodes(): readonly GraphNode[] {
    return [...this.#nodes.values()];
  }

  /** The outputs of an indicator over columns of this graph; the same question gives the same columns. */
  derive<Options>(kind: IndicatorKind<Options>, inputs: readonly Column[], options: Options): readonly Column[] {
    const key = `${kind.name}(${inputs.map((input) => input.key).join(',')};${JSON.stringify(options)})`;
    const known = this.#nodes.get(key);
    if (known) return known.columns;
    if (inputs.length !== kind.inputs)
      throw new Error(`${key}: expected ${kind.inputs} inputs, found ${inputs.length}`);
    const foreign = inputs.find((input) => input.graph !== this);
    if (foreign)
      throw new Error(`${key}: ${foreign.key} is of another instrument or timeframe; expected columns of one graph`);
    const reach = kind.reach(options);
    for (const input of inputs) this.#reach.set(input, Math.max(reach, this.#reach.get(input) ?? 0));
    const warmup = Math.max(...inputs.map((input) => input.warmup)) + kind.warmup(options);
    const columns = Array.from({ length: kind.outputs }, (_, i) => {
      return new Column(this, this.#axis, kind.outputs === 1 ? key : `${key}[${i}]`, warmup);
    });
    // Safe: the node only ever hands this kind the options it was described with.
    const erased = kind as IndicatorKind<unknown>;
    this.#nodes.set(key, { key, kind: erased, options, inputs, columns, indicator: null, out: [] });
    return columns;
  }

  /** Rows of this history before the first on which every column is defined, those of longer timeframes too. */
  warmupIn(legs: readonly BarColumns[]): number {
    let { warmup } = this;
    for (const follower of this.#followers.values()) warmup = Math.max(warmup, follower.warmupIn(legs));
    return warmup;
  }

  /** Index of the first bar at which every column of this timeframe is defined. */
  get warmup(): number {
    let warmup = 0;
    for (const node of this.#nodes.values()) warmup = Math.max(warmup, node.columns[0].warmup);
    return warmup;
  }

  /** Puts the graph onto all of history and computes every column once, in a tight loop each; or its first `to` bars. */
  bindHistory(bars: BarColumns, to = bars.length): void {
    this.bindLegs([bars], to);
  }

  /** The same for legs, row by row. */
  bindLegs(legs: readonly BarColumns[], to = legs[0].length): void {
    if (legs.length !== this.legs.length) {
      throw new RangeError(`expected the bars of ${this.legs.length} legs, found ${legs.length}`);
    }
    for (const [leg, bars] of legs.entries()) {
      for (const field of barFields) this.legs[leg][field].bind(fullSeries(bars[field]));
      this.legs[leg].ts.bind(fullSeries(bars.ts));
    }
    this.#bind(() => fullSeries(new Float64Array(legs[0].length)));
    this.#boundToHistory = true;
    for (const follower of this.#followers.values()) follower.bindHistory(legs, to);
    this.extendHistory(to);
  }

  /** Computes bound history on, up to its first `to` bars. */
  extendHistory(to: number): void {
    const { length } = this.bars.ts.series.data;
    if (!this.#boundToHistory || !(to >= this.#extended && to <= length)) {
      throw new RangeError(`extendHistory(${to}): expected from ${this.#extended} to ${length} bars of bound history`);
    }
    this.#extend(to);
    for (const follower of this.#followers.values()) follower.extendHistory(to);
  }

  /** Puts the graph onto rings; bars are then appended one by one. */
  bindRings(): void {
    for (const root of this.#roots) root.bind(ringSeries(this.#capacity(root)));
    this.#bind((column) => ringSeries(this.#capacity(column)));
    this.#boundToHistory = false;
    for (const follower of this.#followers.values()) follower.bindRings();
  }

  /** Moves onto the instrument's next bar: history is there already, rings take it from the slice. */
  advance(slice: Slice, slot: number): void {
    this.#slot[0] = slot;
    this.advanceLegs(slice, this.#slot);
  }

  /** The same for legs: leg k stands in slot `slots[k]`. */
  advanceLegs(slice: Slice, slots: readonly number[]): void {
    const index = this.#axis.now + 1;
    if (!this.#boundToHistory) {
      for (let leg = 0; leg < slots.length; leg++) this.#append(this.legs[leg], index, slice, slots[leg]);
      this.#extend(index + 1);
    }
    this.#axis.now = index;
    if (this.#followers.size > 0) this.#lead(slice, slots);
  }

  /** Skips `bars` rows of bound history: they warm the columns up and are never decided on. */
  skip(bars: number): void {
    this.#axis.now += bars;
    if (this.#followers.size === 0) return;
    for (const follower of this.#followers.values()) follower.moveTo(this.#axis.now);
  }

  #append(bars: BarSeries, index: number, slice: Slice, slot: number): void {
    for (const field of barFields) {
      const { data, mask } = bars[field].series;
      data[index & mask] = barValue(slice, slot, field);
    }
    const { data, mask } = bars.ts.series;
    data[index & mask] = slice.ts;
  }

  #lead(slice: Slice, slots: readonly number[]): void {
    for (const follower of this.#followers.values()) {
      if (this.#boundToHistory) follower.moveTo(this.#axis.now);
      else follower.take(slice, slots);
    }
  }

  /** The state after the latest computed bar. */
  save(): GraphState {
    const columns: Record<string, number[]> = {};
    for (const column of this.#columns()) {
      const { data, mask } = column.series;
      const from = Math.max(0, this.#extended - this.#capacity(column));
      columns[column.key] = Array.from({ length: this.#extended - from }, (_, k) => data[(from + k) & mask]);
    }
    const indicators: Record<string, number[]> = {};
    for (const node of this.#nodes.values()) indicators[node.key] = node.indicator?.save() ?? [];
    const followers: Record<string, FollowerState> = {};
    for (const [key, follower] of this.#followers) followers[key] = follower.save();
    return { bars: this.#extended, columns, indicators, followers };
  }

  /** Binds rings and goes on from a saved state of an equally described graph: the next bar is number `state.bars`. */
  load(state: GraphState): void {
    this.bindRings();
    for (const column of this.#columns()) {
      const latest = state.columns[column.key];
      if (latest === undefined) throw new Error(`the saved state has no column ${column.key}`);
      const { data, mask } = column.series;
      latest.forEach((value, k) => {
        data[(state.bars - latest.length + k) & mask] = value;
      });
    }
    for (const node of this.#nodes.values()) node.indicator?.load(state.indicators[node.key]);
    for (const [key, follower] of this.#followers) {
      const followed = state.followers[key];
      if (followed === undefined) throw new Error(`the saved state has no timeframe ${key}`);
      follower.load(followed);
    }
    this.#extended = state.bars;
    this.#axis.now = state.bars - 1;
  }

  *#columns(): Iterable<Column> {
    yield* this.#roots;
    for (const node of this.#nodes.values()) yield* node.columns;
  }

  /** Values of a column that are still read. */
  #capacity(column: Column): number {
    return Math.max(this.maximumAgo, this.#reach.get(column) ?? 0) + 1;
  }

  #bind(buffer: (column: Column) => Series): void {
    for (const node of this.#nodes.values()) {
      for (const column of node.columns) column.bind(buffer(column));
      node.out = node.columns.map((column) => column.series);
      node.indicator = node.kind.create(
        node.inputs.map((input) => input.series),
        node.options,
      );
    }
    this.#extended = 0;
    this.#axis.now = -1;
  }

  /** Nodes keep the order in which they were described, so inputs are always extended before what reads them. */
  #extend(to: number): void {
    for (const node of this.#nodes.values()) node.indicator?.extend(this.#extended, to, node.out);
    this.#extended = to;
  }
}
