/**
 * Where on the path of a bar an order fills. Of the path only open, high, low and close are known; between them the one
 * is assumed that hurts the order most: open, then the extreme against it, then the other, then the close.
 *
 *   limit        better at the open → open; else price within the range → price
 *   stop         beyond the trigger at the open (gap) → open; else trigger within the range → trigger
 *   stop_limit   its trigger as a stop; from there a limit order, at once when the trigger lies on the good side of it
 *   trailing     a stop whose trigger follows: first the open, then the range meets it as it stands, then the best price
 *                moves it; a close beyond it has certainly passed it
 *
 * An order born inside the bar (the children of an entry filled there) has not seen its open. Its stop is assumed to be
 * hit by any price of the range, its limit only by the close, which certainly came later.
 */
import { distanceFrom, type Order } from '../model/order.ts';

/** One bar as one side of the market sees it; reused. */
export class BarPath {
  open = 0;
  high = 0;
  low = 0;
  close = 0;
}

/** `touched`: a limit fills when the price is reached; `traded_through`: only when it is passed. */
export type LimitRule = 'touched' | 'traded_through';

/** The price at which a limit order fills, NaN when it does not. */
export function limitFill(order: Order, limit: number, bar: BarPath, rule: LimitRule, isInside: boolean): number {
  if (isInside) return isBetter(order.side, bar.close, limit, rule) ? limit : Number.NaN;
  if (isBetter(order.side, bar.open, limit, rule)) return bar.open;
  return isBetter(order.side, order.side > 0 ? bar.low : bar.high, limit, rule) ? limit : Number.NaN;
}

/** The price at which a stop is triggered, NaN when it is not. */
export function stopFill(order: Order, bar: BarPath, isInside: boolean): number {
  if (!isInside && isBeyond(order.side, bar.open, order.price)) return bar.open;
  return isBeyond(order.side, order.side > 0 ? bar.high : bar.low, order.price) ? order.price : Number.NaN;
}

/** Moves the trigger behind the market and says where it was met, NaN when it was not. */
export function trailingFill(order: Order, bar: BarPath, isInside: boolean): number {
  if (!isInside) follow(order, bar.open);
  const met = stopFill(order, bar, isInside);
  if (!Number.isNaN(met)) return met;
  follow(order, isInside ? bar.close : order.side > 0 ? bar.low : bar.high);
  return isBeyond(order.side, bar.close, order.price) ? order.price : Number.NaN;
}

/** A stop-limit order: NaN when it is not triggered or its limit is not met. Remembers that it was triggered. */
export function stopLimitFill(order: Order, bar: BarPath, rule: LimitRule, isInside: boolean): number {
  if (order.isTriggered) return limitFill(order, order.limit, bar, rule, isInside);
  const met = stopFill(order, bar, isInside);
  if (Number.isNaN(met)) return Number.NaN;
  order.isTriggered = true;
  if (isBetter(order.side, met, order.limit, 'touched')) return met;
  // Triggered by the gap at the open it has the whole bar before it, else only what certainly comes later.
  return limitFill(order, order.limit, bar, rule, isInside || met !== bar.open);
}

/** Whether a fill at `price` is allowed by a limit. */
function isBetter(side: number, price: number, limit: number, rule: LimitRule): boolean {
  if (rule === 'traded_through') return side > 0 ? price < limit : price > limit;
  return side > 0 ? price <= limit : price >= limit;
}

/** Whether `price` has reached a trigger. */
function isBeyond(side: number, price: number, trigger: number): boolean {
  return side > 0 ? price >= trigger : price <= trigger;
}

function follow(order: Order, best: number): void {
  const { side, trail } = order;
  if (!trail) throw new Error(`trailing stop ${order.id}: expected a distance, found none`);
  const trigger = best + side * distanceFrom(best, trail);
  if (Number.isNaN(order.price) || (side > 0 ? trigger < order.price : trigger > order.price)) order.price = trigger;
}
