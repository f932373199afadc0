import { describe, expect, it } from 'vitest';
import { allocateBars, type BarColumns, barFields, sliceBars } from '../model/bar.ts';
import { dayMs } from '../time/timeframe.ts';
import { barEnd, resample } from './resample.ts';

const minute = 60_000;

/** Rows of: end in minutes, open, high, low, close, volume. */
function picture(rows: readonly (readonly number[])[]): BarColumns {
  const bars = allocateBars(rows.length);
  rows.forEach(([ts, ...values], i) => {
    bars.ts[i] = ts * minute;
    barFields.forEach((field, k) => {
      bars[field][i] = values[k];
    });
  });
  return bars;
}

const drawn = (bars: BarColumns) =>
  Array.from({ length: bars.length }, (_, i) => [bars.ts[i] / minute, ...barFields.map((field) => bars[field][i])]);

describe('resampling', () => {
  it('puts a bar that ends on the border into the longer bar that ends there', () => {
    const bars = picture([
      [1, 10, 12, 9, 11, 100],
      [5, 11, 15, 11, 14, 50],
      [6, 14, 14, 13, 13, 20],
      [10, 13, 13, 8, 9, 30],
    ]);
    expect(drawn(resample(bars, 5 * minute))).toEqual([
      [5, 10, 15, 9, 14, 150],
      [10, 14, 14, 8, 9, 50],
    ]);
  });

  it('leaves out the last bar until it has ended', () => {
    const bars = picture([
      [4, 1, 1, 1, 1, 1],
      [6, 2, 2, 2, 2, 1],
      [9, 3, 3, 3, 3, 1],
    ]);
    expect(drawn(resample(sliceBars(bars, 0, 1), 5 * minute))).toEqual([]);
    // The first one has ended, though no bar came at its very end: a later one did.
    expect(drawn(resample(bars, 5 * minute))).toEqual([[5, 1, 1, 1, 1, 1]]);
  });

  it('makes no bar of a time in which nothing came', () => {
    const bars = picture([
      [5, 1, 1, 1, 1, 1],
      [20, 2, 2, 2, 2, 1],
    ]);
    expect(drawn(resample(bars, 5 * minute))).toEqual([
      [5, 1, 1, 1, 1, 1],
      [20, 2, 2, 2, 2, 1],
    ]);
  });

  it('counts days from midnight UTC and weeks from Monday', () => {
    const friday = Date.UTC(2024, 0, 5, 21);
    expect(new Date(barEnd(friday, dayMs)).toISOString()).toBe('2024-01-06T00:00:00.000Z');
    expect(new Date(barEnd(friday, 7 * dayMs)).toISOString()).toBe('2024-01-08T00:00:00.000Z');
    // Monday's bar that ends at Tuesday midnight is of the next week.
    expect(new Date(barEnd(Date.UTC(2024, 0, 9), 7 * dayMs)).toISOString()).toBe('2024-01-15T00:00:00.000Z');
  });

  it('in two steps gives the same as in one', () => {
    const bars = picture(
      Array.from({ length: 97 }, (_, i) => [i + 1 + (i > 40 ? 7 : 0), i, i + 2, i - 2, i + 1, 1 + i]),
    );
    const directly = drawn(resample(bars, 15 * minute));
    expect(drawn(resample(resample(bars, 5 * minute), 15 * minute))).toEqual(directly);
    expect(directly.length).toBeGreaterThan(4);
  });
});
