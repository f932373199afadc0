import { describe, expect, it } from 'vitest';
import { allocateBars } from '../model/bar.ts';
import { ColumnGraph } from './column-graph.ts';
import { rollingVwap } from './rolling-vwap.ts';
import { sessionVwap } from './session-vwap.ts';

const hourMs = 3_600_000;

/** Bars that are points: `[hour of its end, price, volume]`. */
function points(rows: readonly (readonly [hour: number, price: number, volume: number])[]) {
  const bars = allocateBars(rows.length);
  rows.forEach(([hour, price, volume], i) => {
    bars.ts[i] = hour * hourMs;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = price;
    bars.volume[i] = volume;
  });
  return bars;
}

const bars = points([
  [22, 10, 1],
  [23, 20, 3],
  [24, 40, 4], // ends at midnight: still the first day's
  [25, 8, 0], // nothing traded yet on the second day
  [26, 6, 2],
  [27, 12, 1],
]);

describe('the session VWAP', () => {
  it('is worked out by hand, and starts anew after midnight', () => {
    const graph = new ColumnGraph(0);
    const vwap = sessionVwap(graph.bars);
    graph.bindHistory(bars);
    expect([...vwap.series.data]).toEqual([10, 17.5, 28.75, Number.NaN, 6, 8]);
  });

  it('starts where the session does', () => {
    const graph = new ColumnGraph(0);
    const evening = sessionVwap(graph.bars, { startMinute: 22 * 60 });
    graph.bindHistory(bars);
    // The bar that ends at 22:00 belongs to the session before; midnight is nothing special.
    expect([...evening.series.data]).toEqual(
      [10, 20, 220 / 7, 220 / 7, 232 / 9, 24.4].map((x) => expect.closeTo(x, 12)),
    );
  });

  it('takes the typical price, or the one it is given', () => {
    const wide = points([[1, 12, 5]]);
    wide.high[0] = 15;
    wide.low[0] = 6;
    const graph = new ColumnGraph(0);
    const [typical, close] = [sessionVwap(graph.bars), sessionVwap(graph.bars, { price: graph.bars.close })];
    graph.bindHistory(wide);
    expect([typical.series.data[0], close.series.data[0]]).toEqual([11, 12]);
  });

  it('refuses a start outside the day', () => {
    const graph = new ColumnGraph(0);
    expect(() => sessionVwap(graph.bars, { startMinute: 1440 })).toThrow('below 1440; found 1440');
  });
});

describe('the rolling VWAP', () => {
  it('is worked out by hand, across midnight', () => {
    const graph = new ColumnGraph(0);
    const vwap = rollingVwap(graph.bars, 2);
    graph.bindHistory(bars);
    expect([...vwap.series.data]).toEqual([Number.NaN, 17.5, expect.closeTo(220 / 7, 12), 40, 6, 8]);
  });

  it('does not exist where nothing traded', () => {
    const graph = new ColumnGraph(0);
    const vwap = rollingVwap(graph.bars, 1);
    graph.bindHistory(bars);
    expect([...vwap.series.data]).toEqual([10, 20, 40, Number.NaN, 6, 12]);
  });
});
