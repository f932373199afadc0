import { describe, expect, it } from 'vitest';
import { allocateBars, barFields } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';
import { ColumnGraph } from './column-graph.ts';
import { ema, emaKind } from './ema.ts';
import { macd } from './macd.ts';
import { momentum } from './momentum.ts';
import { sma } from './sma.ts';

function rising(length: number) {
  const bars = allocateBars(length);
  for (let i = 0; i < length; i++) {
    bars.ts[i] = 60_000 * (i + 1);
    for (const field of barFields) bars[field][i] = 100 + i;
  }
  return bars;
}

function sliceOf(price: number, ts: number): Slice {
  const slice = new Slice(1);
  slice.ts = ts;
  slice.present[0] = 1;
  for (const field of barFields) slice[field][0] = price;
  return slice;
}

describe('a column', () => {
  it('reads now and ago, and NaN before the first bar', () => {
    const graph = new ColumnGraph(2);
    const { close, ts } = graph.bars;
    graph.bindHistory(rising(5));
    expect([close.now, close.ago(0), close.ago(2)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    graph.advance(new Slice(1), 0);
    expect([close.now, close.ago(1), ts.now]).toEqual([100, Number.NaN, 60_000]);
    graph.skip(2);
    expect([close.now, close.ago(1), close.ago(2)]).toEqual([102, 101, 100]);
  });

  it('cannot reach forward, nor further back than declared', () => {
    const { bars } = new ColumnGraph(2);
    expect(() => bars.close.ago(-1)).toThrow('asks for the future');
    expect(() => bars.close.ago(3)).toThrow('at most 2');
    expect(() => bars.close.ago(Number.NaN)).toThrow(RangeError);
  });
});

describe('a graph', () => {
  it('computes equal indicators of equal inputs once', () => {
    const graph = new ColumnGraph(0);
    const { close, high } = graph.bars;
    expect(sma(close, 10)).toBe(sma(close, 10));
    expect(sma(close, 10)).not.toBe(sma(close, 11));
    expect(sma(close, 10)).not.toBe(sma(high, 10));
    expect(ema(close, 26)).not.toBe(ema(close, 26, { seed: 'first' }));
    const nodes = graph.nodes.length;
    macd(close);
    // The slow average is there already; the fast one with its late seed, the line, its signal and the histogram are not.
    expect(graph.nodes.length).toBe(nodes + 4);
  });

  it('adds up the warm-up along the way, and offers the time of the bar as a column', () => {
    const graph = new ColumnGraph(0);
    const twice = sma(momentum(graph.bars.ts, 3), 5);
    expect([twice.warmup, graph.warmup]).toEqual([7, 7]);
    graph.bindHistory(rising(10));
    expect([...twice.series.data.subarray(6)]).toEqual([Number.NaN, 180_000, 180_000, 180_000]);
  });

  it('refuses columns of another graph, a wrong number of inputs, windows that make no sense', () => {
    const graph = new ColumnGraph(0);
    const other = new ColumnGraph(0);
    const options = { period: 3, seed: 'sma', skip: 0 } as const;
    expect(() => graph.derive(emaKind, [other.bars.close], options)).toThrow('of another instrument');
    expect(() => graph.derive(emaKind, [graph.bars.close, graph.bars.high], options)).toThrow(
      'expected 1 inputs, found 2',
    );
    for (const period of [0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => sma(graph.bars.close, period)).toThrow(
        `sma: period must be a whole number of bars, at least 1; found ${period}`,
      );
    }
  });

  it('extends bound history in parts, never back, never past its end, never on rings', () => {
    const graph = new ColumnGraph(0);
    const mean = sma(graph.bars.close, 2);
    graph.bindHistory(rising(6), 3);
    expect([...mean.series.data]).toEqual([Number.NaN, 100.5, 101.5, 0, 0, 0]);
    graph.extendHistory(6);
    expect(mean.series.data[5]).toBe(104.5);
    expect(() => graph.extendHistory(5)).toThrow('expected from 6 to 6 bars of bound history');
    expect(() => graph.extendHistory(7)).toThrow(RangeError);
    graph.bindRings();
    expect(() => graph.extendHistory(6)).toThrow(RangeError);
  });

  it('starts from the beginning whenever it is bound', () => {
    const graph = new ColumnGraph(0);
    const mean = sma(graph.bars.close, 3);
    graph.bindHistory(rising(9));
    const once = mean.series.data;
    graph.bindRings();
    graph.advance(sliceOf(7, 1), 0);
    expect([mean.now, graph.bars.close.now]).toEqual([Number.NaN, 7]);
    graph.bindHistory(rising(9));
    expect(mean.series.data).toEqual(once);
    expect(graph.bars.close.now).toBeNaN();
  });

  it('does not load the state of another graph', () => {
    const small = new ColumnGraph(0);
    small.bindRings();
    const large = new ColumnGraph(0);
    sma(large.bars.close, 3);
    expect(() => large.load(small.save())).toThrow('the saved state has no column sma(close;{"period":3})');
  });
});
