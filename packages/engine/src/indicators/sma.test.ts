import { describe, expect, it } from 'vitest';
import { allocateBars, sliceBars } from '../model/bar.ts';
import { Random } from '../statistics/random.ts';
import { ColumnGraph } from './column-graph.ts';
import { sma } from './sma.ts';

const length = 10_000;
const random = new Random(5);
const bars = allocateBars(length);
for (let i = 0; i < length; i++) bars.close[i] = 97_000 * (1 + 0.01 * random.normal());

describe('the simple moving average', () => {
  it('stays the mean of its window over two resynchronisations, to the last digits', () => {
    const graph = new ColumnGraph(0);
    const column = sma(graph.bars.close, 50);
    graph.bindHistory(bars);
    for (let i = 49; i < length; i++) {
      // Whole hundredths of a millionth, so that the sum below is exact.
      const exact = bars.close.subarray(i - 49, i + 1).reduce((sum, x) => sum + BigInt(Math.round(x * 2 ** 30)), 0n);
      expect(Math.abs(column.series.data[i] - Number(exact) / 50 / 2 ** 30)).toBeLessThan(1e-8);
    }
  });

  it('gives the same bits in a batch, in parts across a resynchronisation, and on rings', () => {
    const whole = new ColumnGraph(0);
    const expected = sma(whole.bars.close, 50);
    whole.bindHistory(bars);
    const parts = new ColumnGraph(0);
    const found = sma(parts.bars.close, 50);
    parts.bindHistory(bars, 4090);
    for (let end = 4091; end <= 4110; end++) parts.extendHistory(end);
    const loaded = new ColumnGraph(0);
    const live = sma(loaded.bars.close, 50);
    loaded.load(parts.save());
    expect(live.now).toBe(expected.series.data[4109]);
    parts.extendHistory(length);
    expect(found.series.data).toEqual(expected.series.data);
  });

  it('ties at a constant price, whatever the window and whatever came before', () => {
    const still = sliceBars(bars, 0, 9000);
    const close = still.close.slice();
    close.fill(0.1, 500);
    const graph = new ColumnGraph(0);
    const averages = [2, 5, 20, 60, 199].map((period) => sma(graph.bars.close, period));
    graph.bindHistory({ ...still, close });
    for (const average of averages) {
      const rest = average.series.data.subarray(500 + 199);
      expect(rest.every((value) => value === 0.1)).toBe(true);
    }
  });
});
