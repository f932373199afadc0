/** Daily simple returns of an equity curve: intraday marks are reduced to the last one of each UTC trading day. */
import { tradingDay } from '../time/periods.ts';

/** The first day's return is against the starting capital, so there are as many returns as days with a mark. */
export function dailyReturns(ts: Float64Array, equity: Float64Array, capital: number): Float64Array {
  const returns = new Float64Array(ts.length);
  let days = 0;
  let before = capital;
  for (let i = 0; i < ts.length; i++) {
    const lastOfDay = i + 1 === ts.length || tradingDay(ts[i + 1]) !== tradingDay(ts[i]);
    if (!lastOfDay) continue;
    returns[days++] = equity[i] / before - 1;
    before = equity[i];
  }
  return returns.subarray(0, days);
}
