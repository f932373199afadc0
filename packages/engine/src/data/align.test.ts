import { describe, expect, it } from 'vitest';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { align } from './align.ts';

/** Bars at these moments; close = 10·ts, range around it, volume 5. */
function barsAt(...moments: readonly number[]): BarColumns {
  const bars = allocateBars(moments.length);
  moments.forEach((ts, i) => {
    bars.ts[i] = ts;
    bars.open[i] = 10 * ts - 1;
    bars.high[i] = 10 * ts + 2;
    bars.low[i] = 10 * ts - 2;
    bars.close[i] = 10 * ts;
    bars.volume[i] = 5;
  });
  return bars;
}

const column = (values: Float64Array) => [...values];

describe('aligning two instruments', () => {
  it('keeps the moments at which both have a bar', () => {
    const [a, b] = align([barsAt(1, 2, 3, 5), barsAt(2, 3, 4, 5)], 0);
    expect(column(a.ts)).toEqual([2, 3, 5]);
    expect(column(b.ts)).toEqual([2, 3, 5]);
    expect(column(b.open)).toEqual([19, 29, 49]);
  });

  it('fills a leg that misses a moment with a bar without trading, as often in a row as allowed', () => {
    const [a, b] = align([barsAt(1, 2, 3, 4, 5, 6), barsAt(2, 6)], 2);
    // Before its first bar there is nothing to carry forward; at 5 it has been missing for three moments.
    expect(column(a.ts)).toEqual([2, 3, 4, 6]);
    expect(column(b.close)).toEqual([20, 20, 20, 60]);
    expect(column(b.high)).toEqual([22, 20, 20, 62]);
    expect(column(b.volume)).toEqual([5, 0, 0, 5]);
    expect(column(a.volume)).toEqual([5, 5, 5, 5]);
  });

  it('counts only moments of the legs themselves', () => {
    const [a] = align([barsAt(1, 9), barsAt(1, 9)], 0);
    expect(column(a.ts)).toEqual([1, 9]);
  });

  it('of more than two needs all', () => {
    const [a] = align([barsAt(1, 2, 3), barsAt(1, 3), barsAt(1, 2, 3)], 0);
    expect(column(a.ts)).toEqual([1, 3]);
  });

  it('refuses a bound that is no number of bars', () => {
    expect(() => align([barsAt(1), barsAt(1)], -1)).toThrow('fillBars must be a whole number of bars, 0 or more');
  });
});
