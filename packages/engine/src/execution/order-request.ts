/** From a request to an order: what it must say, and the order that comes of it. */
import type { Distance, Order, OrderRequest } from '../model/order.ts';

/** Where an order comes from. */
export interface Origin {
  readonly id: number;
  readonly session: number;
  readonly ts: number;
  readonly group: string | null;
  /** The entry a protective order belongs to; 0 = none. */
  readonly parent: number;
}

export function createOrder(request: OrderRequest, { id, session, ts, group, parent }: Origin): Order {
  const { slot, side, type, quantity, exposure, price, limit, trail, intent, timeInForce } = request;
  return {
    id,
    session,
    slot,
    side,
    type,
    quantity: quantity ?? Number.NaN,
    exposure: exposure ?? Number.NaN,
    price: price ?? Number.NaN,
    limit: limit ?? Number.NaN,
    trail: trail ?? null,
    isTriggered: false,
    intent,
    timeInForce: timeInForce ?? 'gtc',
    reduceOnly: request.reduceOnly ?? false,
    bracket: request.bracket ?? null,
    group,
    parent,
    clientOrderId: request.clientOrderId ?? null,
    ts,
    filledQuantity: 0,
    status: 'accepted',
    reason: null,
  };
}

/** What is wrong with a request, or null. A strategy that gives such an order has a defect: the engine throws. */
export function faultOf(request: OrderRequest, slots: number): string | null {
  const { slot, side, type, quantity, exposure, price, limit, trail, timeInForce, bracket } = request;
  if (!(Number.isInteger(slot) && slot >= 0 && slot < slots)) return `slot must be 0..${slots - 1}, found ${slot}`;
  if (side !== 1 && side !== -1) return `side must be 1 or -1, found ${side}`;
  if (quantity !== null && !(Number.isFinite(quantity) && quantity >= 0)) {
    return `quantity must be a number >= 0 or null, found ${quantity}`;
  }
  if (quantity === null && !(exposure !== undefined && Number.isFinite(exposure) && exposure > 0)) {
    return `an order without quantity needs an exposure > 0, found ${exposure}`;
  }
  if (type !== 'market' && type !== 'trailing_stop' && !isPrice(price))
    return `a ${type} order needs a price, found ${price}`;
  if (type === 'stop_limit' && !isPrice(limit)) return `a stop_limit order needs a limit, found ${limit}`;
  if (type === 'trailing_stop' && !isDistance(trail)) return `a trailing_stop order needs a distance > 0`;
  if ((timeInForce === 'ioc' || timeInForce === 'fok') && type !== 'market' && type !== 'limit') {
    return `a ${type} order waits for its trigger, found ${timeInForce}: expected gtc or day`;
  }
  return bracket ? faultOfBracket(request) : null;
}

function faultOfBracket({ bracket = {}, reduceOnly }: OrderRequest): string | null {
  const { stopLoss, takeProfit, trailingStop } = bracket;
  if (reduceOnly) return 'an order that only reduces has nothing to protect, found a bracket';
  if (!stopLoss && !takeProfit && !trailingStop) return 'a bracket needs a stop loss, a take profit or a trailing stop';
  if (trailingStop && !isDistance(trailingStop)) return 'the trailing stop of a bracket needs a distance > 0';
  for (const level of [stopLoss, takeProfit]) {
    if (!level) continue;
    if ('price' in level ? !isPrice(level.price) : !isDistance(level)) {
      return `a level of a bracket needs a price or a distance > 0, found ${JSON.stringify(level)}`;
    }
  }
  return null;
}

function isPrice(price: number | undefined): boolean {
  return price !== undefined && Number.isFinite(price);
}

function isDistance(distance: Distance | undefined): boolean {
  if (!distance) return false;
  const size = 'offset' in distance ? distance.offset : distance.fraction;
  return Number.isFinite(size) && size > 0;
}
