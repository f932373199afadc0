/**
 * Columns of a longer timeframe beside those of the bars a strategy decides on: `sma(higherTimeframe(bars, '1w').close, 10)`.
 * They stand on the latest bar that has ended (decision 1): on Wednesday `now` is the week that ended on Sunday, and
 * `ago(1)` the one before it. The week that is still being built is seen by nobody.
 */
import { barValue } from '../data/align.ts';
import { barEnd, resample } from '../data/resample.ts';
import { lowerBound } from '../data/slice-feed.ts';
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';
import { timeframeMs } from '../time/timeframe.ts';
import { type BarSeries, ColumnGraph, type Follower, type FollowerState } from './column-graph.ts';

/** The bars of one leg in a longer timeframe, e.g. `1h`, `1d`, `1w`. Shorter ones cannot be made from it. */
export function higherTimeframe(bars: BarSeries, timeframe: string): BarSeries {
  const length = timeframeMs(timeframe);
  if (length === null) throw new RangeError(`expected a timeframe such as 1h, 1d or 1w, found ${timeframe}`);
  const { graph } = bars.close;
  const leg = graph.legs.indexOf(bars);
  if (leg === -1) throw new Error('expected the bars a strategy was given, found a part or a copy of them');
  return graph.follow(`${leg}:${length}`, () => new HigherTimeframe(graph.maximumAgo, leg, length)).bars;
}

class HigherTimeframe implements Follower {
  readonly graph: ColumnGraph;
  readonly #leg: number;
  readonly #length: number;
  /** History: ends of the leader's bars, and the longer bars made from them. */
  #leader: BarColumns = allocateBars(0);
  #bars: BarColumns = allocateBars(0);
  #computedTo = 0;
  #moved = 0;
  /** Live: the bar being built; empty while `#end` is NaN. */
  readonly #building = new Slice(1);
  #end = Number.NaN;

  constructor(maximumAgo: number, leg: number, length: number) {
    this.graph = new ColumnGraph(maximumAgo);
    this.#leg = leg;
    this.#length = length;
  }

  bindHistory(legs: readonly BarColumns[], to: number): void {
    this.#leader = legs[this.#leg];
    this.#bars = resample(this.#leader, this.#length);
    this.#moved = 0;
    this.graph.bindHistory(this.#bars, this.#endedAfter(to));
    this.#computedTo = to;
  }

  extendHistory(to: number): void {
    this.graph.extendHistory(this.#endedAfter(to));
    this.#computedTo = to;
  }

  bindRings(): void {
    this.graph.bindRings();
    this.#leader = allocateBars(0);
    this.#end = Number.NaN;
  }

  moveTo(index: number): void {
    const ended = this.#endedAfter(index + 1, this.#moved);
    if (ended > this.#moved) this.graph.skip(ended - this.#moved);
    this.#moved = ended;
  }

  take(slice: Slice, slots: readonly number[]): void {
    const slot = slots[this.#leg];
    const value = (field: Parameters<typeof barValue>[2]) => barValue(slice, slot, field);
    this.#add(slice.ts, value('open'), value('high'), value('low'), value('close'), value('volume'));
    if (slice.ts === this.#end) this.#finish();
  }

  warmupIn(legs: readonly BarColumns[]): number {
    const leader = legs[this.#leg];
    const { ts, length } = resample(leader, this.#length);
    const { warmup } = this.graph;
    if (warmup < length) return lowerBound(leader.ts, ts[warmup]);
    // Not there: as many more as the bars so far suggest.
    return Math.max(leader.length + 1, Math.ceil((leader.length * (warmup + 1)) / Math.max(1, length)));
  }

  save(): FollowerState {
    if (this.#leader.length > 0) this.#rebuild();
    const { open, high, low, close, volume } = this.#building;
    const unfinished = Number.isNaN(this.#end) ? [] : [this.#end, open[0], high[0], low[0], close[0], volume[0]];
    return { graph: this.graph.save(), unfinished };
  }

  load({ graph, unfinished }: FollowerState): void {
    this.#leader = allocateBars(0);
    this.graph.load(graph);
    this.#end = Number.NaN;
    if (unfinished.length === 0) return;
    const [end, open, high, low, close, volume] = unfinished;
    this.#add(end, open, high, low, close, volume);
  }

  /** Longer bars that have ended when the leader has seen its first `rows` bars; `from` of them are known to. */
  #endedAfter(rows: number, from = 0): number {
    if (rows === 0) return 0;
    const now = this.#leader.ts[rows - 1];
    const { ts, length } = this.#bars;
    let ended = from;
    while (ended < length && ts[ended] <= now) ended++;
    return ended;
  }

  #add(ts: number, open: number, high: number, low: number, close: number, volume: number): void {
    const end = barEnd(ts, this.#length);
    const bar = this.#building;
    if (end !== this.#end) {
      this.#finish();
      this.#end = end;
      bar.open[0] = open;
      bar.high[0] = high;
      bar.low[0] = low;
      bar.volume[0] = volume;
    } else {
      bar.high[0] = Math.max(bar.high[0], high);
      bar.low[0] = Math.min(bar.low[0], low);
      bar.volume[0] += volume;
    }
    bar.close[0] = close;
  }

  /** The bar being built has ended: it joins the columns. */
  #finish(): void {
    if (Number.isNaN(this.#end)) return;
    this.#building.ts = this.#end;
    this.#building.present[0] = 1;
    this.graph.advance(this.#building, 0);
    this.#end = Number.NaN;
  }

  /** Bound to history nothing is built by and by: the unfinished bar is made of the rows after the last ended one. */
  #rebuild(): void {
    this.#end = Number.NaN;
    const ended = this.#endedAfter(this.#computedTo);
    const from = ended === 0 ? 0 : lowerBound(this.#leader.ts, this.#bars.ts[ended - 1] + 1);
    const rows = sliceBars(this.#leader, from, this.#computedTo);
    for (let i = 0; i < rows.length; i++) {
      this.#add(rows.ts[i], rows.open[i], rows.high[i], rows.low[i], rows.close[i], rows.volume[i]);
    }
  }
}
