/** Daily simple returns of an equity curve: intraday marks are reduced to the last one of each UTC trading day. */
import { tradingDay } from '../time/periods.ts';

/**
 * The first day's return is against the starting capital, so there are as many returns as days with a mark. A day that
 * began with nothing left, or less, has no return: NaN, and so are the figures made of the returns.
 */
export function dailyReturns(ts: Float64Array, equity: Float64Array, capital: number): Float64Array {
  if (ts.length === 0) return new Float64Array(0);
  // Room for every mark to be a day of its own, or for as many days as the range has.
  const returns = new Float64Array(Math.min(ts.length, tradingDay(ts[ts.length - 1]) - tradingDay(ts[0]) + 1));
  let days = 0;
  let before = capital;
  for (let last = lastOfDay(ts, 0); ; last = lastOfDay(ts, last + 1)) {
    returns[days++] = before > 0 ? equity[last] / before - 1 : Number.NaN;
    before = equity[last];
    if (last === ts.length - 1) return returns.subarray(0, days);
  }
}

/** Index of the last mark on the trading day of mark `i`, in doubling steps: a day of minutes takes a dozen looks. */
function lastOfDay(ts: Float64Array, i: number): number {
  const day = tradingDay(ts[i]);
  const isLater = (at: number) => at >= ts.length || tradingDay(ts[at]) !== day;
  let step = 1;
  while (!isLater(i + step)) step *= 2;
  // The day ends somewhere in [i + step/2, i + step).
  let within = i + (step >> 1);
  let beyond = i + step;
  while (beyond - within > 1) {
    const middle = (within + beyond) >>> 1;
    if (isLater(middle)) beyond = middle;
    else within = middle;
  }
  return within;
}
