import { describe, expect, it } from 'vitest';
import { align } from '../data/align.ts';
import { SliceFeed } from '../data/slice-feed.ts';
import { allocateBars, type BarColumns, barFields, sliceBars } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';
import { Random } from '../statistics/random.ts';
import { dayMs } from '../time/timeframe.ts';
import { ColumnGraph, type GraphState } from './column-graph.ts';
import { ema } from './ema.ts';
import { higherTimeframe } from './higher-timeframe.ts';
import { sma } from './sma.ts';

const hour = 3_600_000;

/** Hourly bars with holes; the close of bar i is 100 + i. */
function hourly(length: number, isMissing: (i: number) => boolean = () => false): BarColumns {
  const rows = Array.from({ length }, (_, i) => i).filter((i) => !isMissing(i));
  const bars = allocateBars(rows.length);
  rows.forEach((hours, i) => {
    bars.ts[i] = Date.UTC(2024, 0, 1) + (hours + 1) * hour;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = 100 + hours;
    bars.high[i] += hours % 3;
    bars.low[i] -= hours % 5;
    bars.volume[i] = 1 + (hours % 7);
  });
  return bars;
}

/** Daily columns beside hourly bars: the close, its average, and a seed-dependent one. */
function describeDays(maximumAgo = 2) {
  const graph = new ColumnGraph(maximumAgo);
  const day = higherTimeframe(graph.bars, '1d');
  return { graph, columns: [day.close, day.high, day.volume, sma(day.close, 3), ema(day.low, 2), graph.bars.close] };
}

function sliceAt(bars: BarColumns, i: number): Slice {
  const slice = new Slice(1);
  slice.present[0] = 1;
  slice.ts = bars.ts[i];
  for (const field of barFields) slice[field][0] = bars[field][i];
  return slice;
}

/** now, ago(1), ago(2) of every column after each bar. */
function walk({ graph, columns }: ReturnType<typeof describeDays>, bars: BarColumns, from = 0): number[][] {
  return Array.from({ length: bars.length - from }, (_, i) => {
    graph.advance(sliceAt(bars, from + i), 0);
    return columns.flatMap((column) => [column.now, column.ago(1), column.ago(2)]);
  });
}

const random = new Random(5);
const holes = new Set(Array.from({ length: 60 }, () => random.integer(240)));
const bars = hourly(240, (i) => holes.has(i) || (i >= 90 && i < 150));

describe('columns of a longer timeframe', () => {
  it('stand on the latest bar that has ended, never on the one being built', () => {
    const { graph, columns } = describeDays();
    const whole = hourly(50);
    graph.bindHistory(whole);
    const closes = Array.from({ length: 50 }, (_, i) => {
      graph.advance(sliceAt(whole, i), 0);
      return columns[0].now;
    });
    // Hours 1–23 of the first day know no day; the bar that ends at midnight completes it with the close 123.
    expect(closes.slice(0, 23).every(Number.isNaN)).toBe(true);
    expect(closes.slice(23, 47)).toEqual(Array(24).fill(123));
    expect(closes.slice(47)).toEqual([147, 147, 147]);
    expect(columns[0].ago(1)).toBe(123);
  });

  it('ends a day whose last hour is missing with the first bar after it', () => {
    const { graph, columns } = describeDays();
    const broken = hourly(30, (i) => i >= 22 && i < 26);
    graph.bindHistory(broken);
    const rows = walk({ graph, columns }, broken);
    expect(rows[21][0]).toBeNaN();
    expect(rows[22][0]).toBe(121);
  });

  it('are the same over history and one by one, to the bit', () => {
    const history = describeDays();
    history.graph.bindHistory(bars);
    const rings = describeDays();
    rings.graph.bindRings();
    expect(walk(rings, bars)).toEqual(walk(history, bars));
  });

  it('at any bar do not depend on what follows it', () => {
    const whole = describeDays();
    whole.graph.bindHistory(bars);
    const rows = walk(whole, bars);
    for (const end of [5, 20, 23, 24, 70, 120]) {
      const cut = describeDays();
      cut.graph.bindHistory(sliceBars(bars, 0, end));
      expect(walk(cut, sliceBars(bars, 0, end))).toEqual(rows.slice(0, end));
    }
  });

  it.each([0, 10, 19, 20, 77, 100])('go on from what was saved after %i bars', (interrupted) => {
    const whole = describeDays();
    whole.graph.bindHistory(bars);
    const expected = walk(whole, bars).slice(interrupted);
    const fromHistory = describeDays();
    fromHistory.graph.bindHistory(bars, interrupted);
    const fromRings = describeDays();
    fromRings.graph.bindRings();
    walk(fromRings, sliceBars(bars, 0, interrupted));
    for (const { graph } of [fromHistory, fromRings]) {
      const state: GraphState = structuredClone(graph.save());
      const resumed = describeDays();
      resumed.graph.load(state);
      expect(walk(resumed, bars, interrupted)).toEqual(expected);
    }
  });

  it('start where the skipped bars lead to', () => {
    const whole = describeDays();
    whole.graph.bindHistory(bars);
    const rows = walk(whole, bars);
    const later = describeDays();
    later.graph.bindHistory(bars);
    later.graph.skip(60);
    expect(walk(later, bars, 60)).toEqual(rows.slice(60));
  });

  it('say from which bar on all of them are defined, or that there are too few', () => {
    const { graph, columns } = describeDays();
    const first = graph.warmupIn([bars]);
    graph.bindHistory(bars);
    const rows = walk({ graph, columns }, bars);
    expect(rows.findIndex((row) => row.every((_, k) => k % 3 !== 0 || !Number.isNaN(row[k])))).toBe(first);
    expect(describeDays().graph.warmupIn([sliceBars(bars, 0, 30)])).toBeGreaterThan(30);
  });

  it('of the same timeframe are the same columns', () => {
    const { bars: base } = new ColumnGraph(0);
    expect(higherTimeframe(base, '1d')).toBe(higherTimeframe(base, '24h'));
    expect(higherTimeframe(base, '1w')).not.toBe(higherTimeframe(base, '1d'));
  });

  it('do not mix with those of the shorter one in one indicator', () => {
    const { bars: base } = new ColumnGraph(0);
    expect(() => base.close.graph.derive(...mixed(base.close, higherTimeframe(base, '1d').close))).toThrow(
      'of another instrument or timeframe',
    );
    expect(() => higherTimeframe(base, 'daily')).toThrow('expected a timeframe such as 1h, 1d or 1w, found daily');
  });

  it('exist for each leg of a pair', () => {
    const other = hourly(240, (i) => i % 11 === 0);
    const describeLegs = () => {
      const graph = new ColumnGraph(0, 2);
      return { graph, columns: graph.legs.map((leg) => higherTimeframe(leg, '1d').close) };
    };
    const history = describeLegs();
    const legs = align([bars, other], 0);
    history.graph.bindLegs(legs);
    const rings = describeLegs();
    rings.graph.bindRings();
    const feed = new SliceFeed(legs, [0, 0], [legs[0].length, legs[1].length]);
    let defined = 0;
    while (feed.next()) {
      for (const { graph } of [history, rings]) graph.advanceLegs(feed.slice, [0, 1]);
      expect(rings.columns.map((column) => column.now)).toEqual(history.columns.map((column) => column.now));
      if (history.columns.every((column) => column.now > 0)) defined++;
    }
    expect(defined).toBeGreaterThan(50);
    expect(legs[0].ts[0]).toBeLessThan(Date.UTC(2024, 0, 1) + dayMs);
  });
});

type Derived = Parameters<ColumnGraph['derive']>;

/** A difference of two columns. */
function mixed(...inputs: Derived[1]): Derived {
  const kind: Derived[0] = {
    name: 'difference',
    inputs: 2,
    outputs: 1,
    warmup: () => 0,
    reach: () => 0,
    create: () => ({ extend: () => {}, save: () => [], load: () => {} }),
  };
  return [kind, inputs, {}];
}
