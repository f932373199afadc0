/**
 * The children of a bracket: what protects an entry once it has filled. A level the fill has already passed is moved to
 * the fill itself, so that the order acts at once instead of waiting on the wrong side.
 */
import type { Instrument } from '../model/instrument.ts';
import { snapToTick } from '../model/instrument.ts';
import { type Bracket, distanceFrom, type Level, type OrderRequest, type Side } from '../model/order.ts';

/** For `quantity` filled at `price` on `side`: stop loss, trailing stop, take profit. */
export function protectiveOrders(
  bracket: Bracket,
  slot: number,
  side: Side,
  quantity: number,
  price: number,
  { tick }: Instrument,
): OrderRequest[] {
  const { stopLoss, takeProfit, trailingStop } = bracket;
  const exit = { slot, side: -side as Side, quantity, intent: 'exit', reduceOnly: true } as const;
  const levelOf = (level: Level, towards: number) => {
    const wanted = 'price' in level ? level.price : price + towards * distanceFrom(price, level);
    const reachable = towards > 0 ? Math.max(wanted, price) : Math.min(wanted, price);
    return snapToTick(reachable, tick);
  };
  const orders: OrderRequest[] = [];
  if (stopLoss) orders.push({ ...exit, type: 'stop', price: levelOf(stopLoss, -side) });
  if (trailingStop) {
    orders.push({ ...exit, type: 'trailing_stop', price: levelOf(trailingStop, -side), trail: trailingStop });
  }
  if (takeProfit) orders.push({ ...exit, type: 'limit', price: levelOf(takeProfit, side) });
  return orders;
}
