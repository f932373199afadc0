import { describe, expect, it } from 'vitest';
import { allocateBars } from '../model/bar.ts';
import { ColumnGraph } from './column-graph.ts';
import { ema } from './ema.ts';
import { keltnerChannel } from './keltner-channel.ts';
import { macd } from './macd.ts';

/** A jump at bar 2, seen by an early seed and not by a late one. */
const prices = [10, 10, 40, 10, 12, 14, 13, 15, 18, 16];

function bound() {
  const bars = allocateBars(prices.length);
  for (const field of ['open', 'high', 'low', 'close'] as const) bars[field].set(prices);
  return bars;
}

describe('the average a MACD starts from', () => {
  it('is aligned as TA-Lib does, or seeded where each average can first be, or the first price', () => {
    const graph = new ColumnGraph(0);
    const { close } = graph.bars;
    const talib = macd(close, { fast: 2, slow: 4, signal: 2 });
    const independent = macd(close, { fast: 2, slow: 4, signal: 2, alignment: 'independent' });
    const first = macd(close, { fast: 2, slow: 4, signal: 2, seed: 'first' });
    graph.bindHistory(bound());
    const slow = (10 + 10 + 40 + 10) / 4;
    // TA-Lib: the mean of bars 2 and 3. Independent: from (10 + 10)/2 on by 2/3 of the distance.
    expect(talib.macd.series.data[3]).toBeCloseTo((40 + 10) / 2 - slow, 12);
    expect(independent.macd.series.data[3]).toBeCloseTo(10 + (2 / 3) * 30 * (1 / 3) - slow, 12);
    // From the first price on, by 2/3 and by 2/5.
    expect(first.macd.series.data[3]).toBeCloseTo(10 + 30 * (2 / 3) * (1 / 3) - (10 + 30 * 0.4 * 0.6), 12);
    expect([talib, independent, first].map(({ macd, signal }) => [macd.warmup, signal.warmup])).toEqual([
      [3, 4],
      [3, 4],
      [3, 4],
    ]);
  });

  it('takes the shorter period for the fast one, whichever is named so', () => {
    const { bars } = new ColumnGraph(0);
    expect(macd(bars.close, { fast: 26, slow: 12 })).toEqual(macd(bars.close));
  });
});

describe('the Keltner channel', () => {
  it('is an average of closes with average true ranges around it', () => {
    const graph = new ColumnGraph(0);
    const { upper, middle, lower } = keltnerChannel(graph.bars, { period: 3, atrPeriod: 2, multiplier: 1.5 });
    graph.bindHistory(bound());
    // Averages: 20, 15, 13.5. True ranges 0, 30, 30, 2: averages 15, 22.5, 12.25.
    expect([...middle.series.data.subarray(2, 5)]).toEqual([20, 15, 13.5]);
    expect([...upper.series.data.subarray(2, 5)]).toEqual([42.5, 48.75, 31.875]);
    expect([...lower.series.data.subarray(2, 5)]).toEqual([-2.5, -18.75, -4.875]);
  });
});

describe('the exponential average', () => {
  it('passes over what it is told to before it seeds', () => {
    const graph = new ColumnGraph(0);
    const late = ema(graph.bars.close, 2, { skip: 3 });
    graph.bindHistory(bound());
    expect(late.warmup).toBe(4);
    expect([...late.series.data.subarray(3, 6)]).toEqual([Number.NaN, 11, 13]);
  });
});
