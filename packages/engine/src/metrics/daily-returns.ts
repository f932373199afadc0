/** Daily simple returns of an equity curve: intraday marks are reduced to the last one of each UTC trading day. */
import { tradingDay } from '../time/periods.ts';

/** The first day's return is against the starting capital, so there are as many returns as days with a mark. */
export function dailyReturns(ts: Float64Array, equity: Float64Array, capital: number): Float64Array {
  if (ts.length === 0) return new Float64Array(0);
  // Room for every mark to be a day of its own, or for as many days as the range has.
  const returns = new Float64Array(Math.min(ts.length, tradingDay(ts[ts.length - 1]) - tradingDay(ts[0]) + 1));
  let days = 0;
  let before = capital;
  let day = tradingDay(ts[0]);
  for (let i = 0; i < ts.length; i++) {
    const next = i + 1 === ts.length ? Number.NaN : tradingDay(ts[i + 1]);
    if (next === day) continue;
    returns[days++] = equity[i] / before - 1;
    before = equity[i];
    day = next;
  }
  return returns.subarray(0, days);
}
