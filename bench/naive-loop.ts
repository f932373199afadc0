/**
 * Workload B by hand: the arithmetic of the strategy and of an account that is all in or all out, in one loop without
 * orders, books or facts. It says how fast the machine is at the moment, so that the engine is judged by a ratio.
 */
import type { BarColumns } from '@tradewind/engine/model/bar.ts';

/** Final equity as a multiple of the capital, trading at the close for a fee of `fee` on both sides. */
export function naiveLoop({ close, length }: BarColumns, fast: number, slow: number, fee: number): number {
  const equity = new Float64Array(length);
  let fastSum = 0;
  let slowSum = 0;
  let cash = 1;
  let units = 0;
  for (let i = 0; i < length; i++) {
    const price = close[i];
    fastSum += price - (i >= fast ? close[i - fast] : 0);
    slowSum += price - (i >= slow ? close[i - slow] : 0);
    const isLong = i >= slow - 1 && fastSum / fast > slowSum / slow;
    if (isLong && units === 0) {
      units = cash / (price * (1 + fee));
      cash = 0;
    } else if (!isLong && units !== 0) {
      cash = units * price * (1 - fee);
      units = 0;
    }
    equity[i] = cash + units * price;
  }
  return equity[length - 1];
}
