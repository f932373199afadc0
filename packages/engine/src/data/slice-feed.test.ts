import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { PanelFeed } from './panel-feed.ts';
import { lowerBound, SliceFeed } from './slice-feed.ts';

/** Bars at these moments, the close is ten times the moment. */
function barsAt(...moments: readonly number[]): BarColumns {
  const bars = allocateBars(moments.length);
  moments.forEach((ts, i) => {
    bars.ts[i] = ts;
    bars.close[i] = 10 * ts;
  });
  return bars;
}

/** Rows of: moment, then present and close of each instrument. */
function drawn(feed: Pick<SliceFeed, 'next' | 'slice'>): number[][] {
  const rows: number[][] = [];
  while (feed.next()) {
    const { ts, present, close } = feed.slice;
    rows.push([ts, ...Array.from(present, (there, k) => [there, close[k]]).flat()]);
  }
  return rows;
}

describe.each([
  ['one by one', SliceFeed],
  ['gathered when read', PanelFeed],
])('the slices of several instruments, %s,', (_name, Feed) => {
  it('hold all bars of a moment; who has none keeps its last prices', () => {
    expect(drawn(new Feed([barsAt(1, 2, 4), barsAt(2, 3)], [0, 0], [3, 2]))).toEqual([
      [1, 1, 10, 0, Number.NaN],
      [2, 1, 20, 1, 20],
      [3, 0, 20, 1, 30],
      [4, 1, 40, 0, 30],
    ]);
  });

  it('in a range show an instrument that has no bar yet at its price before the range', () => {
    expect(drawn(new Feed([barsAt(1, 2, 3), barsAt(1, 3)], [1, 1], [3, 2]))).toEqual([
      [2, 1, 20, 0, 10],
      [3, 1, 30, 1, 30],
    ]);
  });

  it('are one object that moves on: whoever kept it, or what lies behind its columns, sees no later bar', () => {
    const feed = new Feed([barsAt(1, 2, 3), barsAt(1, 2, 3)], [0, 0], [3, 3]);
    feed.next();
    const { slice: kept } = feed;
    feed.next();
    expect([feed.slice, kept.ts, [...kept.close]]).toEqual([kept, 2, [20, 20]]);
    expect([...new Float64Array(kept.close.buffer)]).toEqual([20, 20]);
    expect([...new Uint8Array(kept.present.buffer)]).toEqual([1, 1]);
  });

  it('end with the range', () => {
    expect(drawn(new Feed([barsAt(1, 2, 3)], [0], [2]))).toHaveLength(2);
    expect(drawn(new Feed([barsAt(1, 2, 3)], [3], [3]))).toEqual([]);
  });
});

describe('slices prepared in blocks', () => {
  it('are those made one by one, whatever the calendars', () => {
    const moments = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.array(moments, { minLength: 1, maxLength: 6 }), fc.nat(20), (calendars, skipped) => {
        const history = calendars.map((calendar) => barsAt(...calendar.sort((a, b) => a - b)));
        const from = history.map(({ length }) => Math.min(skipped, length));
        const to = history.map(({ length }) => length);
        expect(drawn(new PanelFeed(history, from, to))).toEqual(drawn(new SliceFeed(history, from, to)));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a moment in a column', () => {
  it('is found, or the first one after it', () => {
    const ts = Float64Array.of(2, 4, 6);
    expect([1, 2, 3, 6, 7].map((moment) => lowerBound(ts, moment))).toEqual([0, 0, 1, 2, 3]);
  });
});
