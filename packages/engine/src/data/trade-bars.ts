/**
 * Bars from single trades, as exchanges make them: a bar holds the trades from its begin up to, but not including, its
 * end, so that one on the border opens the later bar. A stretch without a trade has no bar. The last bar is as far as the
 * last trade brought it; who must not show an unfinished bar leaves it out.
 * Reference: every trade of XRP/ETH over two days against the exchange's own minutes (trade-bars.test.ts).
 */
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';

/** In the order in which they happened; several may share a moment. */
export interface Trades {
  readonly length: number;
  readonly ts: Float64Array;
  readonly price: Float64Array;
  /** In base units; NaN where unknown, and then the volume of the bar is. */
  readonly size: Float64Array;
}

/** `timeframe` in milliseconds, counted from 00:00 UTC. */
export function tradeBars({ length, ts, price, size }: Trades, timeframe: number): BarColumns {
  const bars = allocateBars(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const end = (Math.floor(ts[i] / timeframe) + 1) * timeframe;
    const row = count - 1;
    if (count === 0 || bars.ts[row] !== end) {
      bars.ts[count] = end;
      bars.open[count] = bars.high[count] = bars.low[count] = bars.close[count] = price[i];
      bars.volume[count] = size[i];
      count++;
      continue;
    }
    if (price[i] > bars.high[row]) bars.high[row] = price[i];
    if (price[i] < bars.low[row]) bars.low[row] = price[i];
    bars.close[row] = price[i];
    bars.volume[row] += size[i];
  }
  return sliceBars(bars, 0, count);
}
