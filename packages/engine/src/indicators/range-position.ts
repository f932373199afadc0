/**
 * Where a value stands in a range: 0 at its lower end, 100 at its upper one. The step that Stochastic, StochRSI and
 * Williams %R share.
 *
 *   position = 100 · (x − low) / (high − low)
 *
 * In per cent; NaN where the range is empty.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';

interface Options {
  /** 0 counts up from the lower end, −100 down from the upper end. */
  readonly base: 0 | -100;
}

export const rangePositionKind: IndicatorKind<Options> = {
  name: 'range-position',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([value, high, low], { base }) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const top = high.data[i & high.mask];
        const bottom = low.data[i & low.mask];
        // Measured from the end the scale counts from, so that either end is met exactly.
        const distance = value.data[i & value.mask] - (base === 0 ? bottom : top);
        out.data[i & out.mask] = top > bottom ? (100 * distance) / (top - bottom) : Number.NaN;
      }
    }),
};

/** `base` 0: from 0 to 100 (Stochastic); −100: from −100 to 0 (Williams %R). */
export function rangePosition(value: Column, high: Column, low: Column, base: 0 | -100): Column {
  return value.graph.derive(rangePositionKind, [value, high, low], { base })[0];
}
