/**
 * The columns of a strategy as a graph: bar fields at the roots, indicators above them. Equal indicators of equal inputs
 * are one node, so a window used twice is computed once. The graph is first described, then bound to buffers: full
 * history (backtest, sweep) or rings (live).
 */

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
    return this.#data[this.#axis.now & this.#mask];
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

/** The bar fields of one instrument, the roots of its graph. */
export type BarSeries = Readonly<Record<BarField, Column>>;

interface Node {
  readonly columns: readonly Column[];
  readonly inputs: readonly Column[];
  readonly create: (inputs: readonly Series[]) => Indicator;
  indicator: Indicator | null;
}

export class ColumnGraph {
  readonly maximumAgo: number;
  readonly bars: BarSeries;
  readonly #axis = new Axis();
  readonly #nodes = new Map<string, Node>();
  /** How far back each column is read by an indicator, besides the current value. */
  readonly #reach = new Map<Column, number>();
  #boundToHistory = false;
  #extended = 0;

  /** `maximumAgo`: the largest k of any `ago(k)`; live rings keep that many values. */
  constructor(maximumAgo: number) {
    this.maximumAgo = maximumAgo;
    const root = (field: BarField) => new Column(this, this.#axis, field, 0);
    this.bars = {
      open: root('open'),
      high: root('high'),
      low: root('low'),
      close: root('close'),
      volume: root('volume'),
    };
  }

  /** The outputs of an indicator over columns of this graph; the same question gives the same columns. */
  derive<Options>(kind: IndicatorKind<Options>, inputs: readonly Column[], options: Options): readonly Column[] {
    const key = `${kind.name}(${inputs.map((input) => input.key).join(',')};${JSON.stringify(options)})`;
    const known = this.#nodes.get(key);
    if (known) return known.columns;
    const foreign = inputs.find((input) => input.graph !== this);
    if (foreign) throw new Error(`${key}: ${foreign.key} is of another instrument; expected columns of one graph`);
    const reach = kind.reach(options);
    for (const input of inputs) this.#reach.set(input, Math.max(reach, this.#reach.get(input) ?? 0));
    const warmup = Math.max(...inputs.map((input) => input.warmup)) + kind.warmup(options);
    const columns = Array.from({ length: kind.outputs }, (_, i) => {
      return new Column(this, this.#axis, kind.outputs === 1 ? key : `${key}[${i}]`, warmup);
    });
    this.#nodes.set(key, { columns, inputs, create: (series) => kind.create(series, options), indicator: null });
    return columns;
  }

  /** Index of the first bar at which every column is defined. */
  get warmup(): number {
    let warmup = 0;
    for (const node of this.#nodes.values()) warmup = Math.max(warmup, node.columns[0].warmup);
    return warmup;
  }

  /** Puts the graph onto all of history and computes every column once, in a tight loop each. */
  bindHistory(bars: BarColumns): void {
    for (const field of barFields) this.bars[field].bind(fullSeries(bars[field]));
    this.#create(() => fullSeries(new Float64Array(bars.length)));
    this.#boundToHistory = true;
    this.#extend(bars.length);
  }

  /** Puts the graph onto rings; bars are then appended one by one. */
  bindRings(): void {
    const capacity = (column: Column) => Math.max(this.maximumAgo, this.#reach.get(column) ?? 0) + 1;
    for (const field of barFields) this.bars[field].bind(ringSeries(capacity(this.bars[field])));
    this.#create((column) => ringSeries(capacity(column)));
    this.#boundToHistory = false;
  }

  /** Moves onto the instrument's next bar: history is there already, rings take it from the slice. */
  advance(slice: Slice, slot: number): void {
    const index = this.#axis.now + 1;
    if (!this.#boundToHistory) {
      for (const field of barFields) {
        const { data, mask } = this.bars[field].series;
        data[index & mask] = slice[field][slot];
      }
      this.#extend(index + 1);
    }
    this.#axis.now = index;
  }

  /** Skips `bars` bars of bound history: they warm the columns up and are never decided on. */
  skip(bars: number): void {
    this.#axis.now += bars;
  }

  #create(buffer: (column: Column) => Series): void {
    for (const node of this.#nodes.values()) {
      for (const column of node.columns) column.bind(buffer(column));
      node.indicator = node.create(node.inputs.map((input) => input.series));
    }
  }

  /** Nodes keep the order in which they were described, so inputs are always extended before what reads them. */
  #extend(to: number): void {
    for (const node of this.#nodes.values()) {
      node.indicator?.extend(
        this.#extended,
        to,
        node.columns.map((column) => column.series),
      );
    }
    this.#extended = to;
  }
}
