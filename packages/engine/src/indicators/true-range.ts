/**
 * True range: the ground a bar covered, gaps included.
 *
 *   tr[i] = max(high − low, |high − close[i−1]|, |low − close[i−1]|)
 *
 * In price units. The first bar has no close before it: `first: 'skip'` (TA-Lib) gives it no range, `first: 'high-low'`
 * (Tulip, StockCharts) its high − low. Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
 * Reference: talib_regtest_vectors.csv trange, tulip_atoz.json tr, ta_atr.csv.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';

/** What becomes of a bar without a close before it. */
export type FirstRange = 'skip' | 'high-low';

interface Options {
  readonly first: FirstRange;
}

class TrueRange implements Indicator {
  readonly #high: Series;
  readonly #low: Series;
  readonly #close: Series;
  /** Whether a bar without a close before it has a range of its own. */
  readonly #alone: boolean;
  #previousClose = Number.NaN;

  constructor([high, low, close]: readonly Series[], { first }: Options) {
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.#alone = first === 'high-low';
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const high = this.#high;
    const low = this.#low;
    const close = this.#close;
    const alone = this.#alone;
    let previousClose = this.#previousClose;
    for (let i = from; i < to; i++) {
      const h = high.data[i & high.mask];
      const l = low.data[i & low.mask];
      const c = close.data[i & close.mask];
      if (Number.isNaN(h + l + c)) {
        previousClose = Number.NaN;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      const start = alone && Number.isNaN(previousClose) ? l : previousClose;
      out.data[i & out.mask] = Math.max(h, start) - Math.min(l, start);
      previousClose = c;
    }
    this.#previousClose = previousClose;
  }

  save(): number[] {
    return [this.#previousClose];
  }

  load([previousClose]: readonly number[]): void {
    this.#previousClose = previousClose;
  }
}

export const trueRangeKind: IndicatorKind<Options> = {
  name: 'true-range',
  inputs: 3,
  outputs: 1,
  warmup: ({ first }) => (first === 'skip' ? 1 : 0),
  reach: () => 0,
  create: (inputs, options) => new TrueRange(inputs, options),
};

export function trueRange(
  { high, low, close }: Pick<BarSeries, 'high' | 'low' | 'close'>,
  options: { first?: FirstRange } = {},
): Column {
  const { first = 'skip' } = options;
  return high.graph.derive(trueRangeKind, [high, low, close], { first })[0];
}
