/**
 * A weighted sum of columns at the same bar: Σ weight · x. The arithmetic between indicators (a MACD is a difference of
 * two averages, a band an average plus deviations), no indicator in its own right.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type IndicatorKind, stateless } from './indicator.ts';

interface Options {
  readonly weights: readonly number[];
}

function kindOf(inputs: number, create: IndicatorKind<Options>['create']): IndicatorKind<Options> {
  return { name: 'weighted-sum', inputs, outputs: 1, warmup: () => 0, reach: () => 0, create };
}

// One loop per number of terms: an inner loop over two or three of them would cost more than they do.
const scaledKind = kindOf(1, ([a], { weights: [wa] }) =>
  stateless((from, to, [out]: readonly Series[]) => {
    for (let i = from; i < to; i++) out.data[i & out.mask] = wa * a.data[i & a.mask];
  }),
);

const sumOfTwoKind = kindOf(2, ([a, b], { weights: [wa, wb] }) =>
  stateless((from, to, [out]: readonly Series[]) => {
    for (let i = from; i < to; i++) out.data[i & out.mask] = wa * a.data[i & a.mask] + wb * b.data[i & b.mask];
  }),
);

const sumOfThreeKind = kindOf(3, ([a, b, c], { weights: [wa, wb, wc] }) =>
  stateless((from, to, [out]: readonly Series[]) => {
    for (let i = from; i < to; i++) {
      out.data[i & out.mask] = wa * a.data[i & a.mask] + wb * b.data[i & b.mask] + wc * c.data[i & c.mask];
    }
  }),
);

/** One, two or three columns, each with its weight. */
export function weightedSum(...terms: readonly (readonly [weight: number, column: Column])[]): Column {
  const kind = [scaledKind, sumOfTwoKind, sumOfThreeKind][terms.length - 1];
  if (kind === undefined) throw new Error(`weighted-sum: expected 1 to 3 terms, found ${terms.length}`);
  const columns = terms.map(([, column]) => column);
  return columns[0].graph.derive(kind, columns, { weights: terms.map(([weight]) => weight) })[0];
}
