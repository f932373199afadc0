import { describe, expect, it } from 'vitest';
import { allocateBars } from '../model/bar.ts';
import { Slice } from '../model/slice.ts';
import { ColumnGraph } from './column-graph.ts';
import { crossedAbove, crossedBelow } from './crossing.ts';

/** What happened at the second of two bars: closes cross opens. */
function crossing(before: readonly [close: number, open: number], now: readonly [close: number, open: number]): string {
  const bars = allocateBars(2);
  bars.close.set([before[0], now[0]]);
  bars.open.set([before[1], now[1]]);
  const graph = new ColumnGraph(1);
  graph.bindHistory(bars);
  graph.advance(new Slice(1), 0);
  graph.advance(new Slice(1), 0);
  const { close, open } = graph.bars;
  return `${crossedAbove(close, open) ? 'above' : ''}${crossedBelow(close, open) ? 'below' : ''}` || 'nothing';
}

describe('a crossing', () => {
  it.each([
    ['from below to above', [1, 2], [3, 2], 'above'],
    ['from above to below', [3, 2], [1, 2], 'below'],
    ['that ends in a tie', [1, 2], [2, 2], 'nothing'],
    ['that comes from a tie', [2, 2], [3, 2], 'nothing'],
    ['of lines that stay apart', [3, 2], [4, 2], 'nothing'],
    ['from an undefined value', [Number.NaN, 2], [3, 2], 'nothing'],
    ['to an undefined value', [1, 2], [3, Number.NaN], 'nothing'],
  ] as const)('%s', (_, before, now, expected) => {
    expect(crossing(before, now)).toBe(expected);
  });
});
