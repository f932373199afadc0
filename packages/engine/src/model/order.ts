/** Orders as plain data: what is asked for, and what the engine holds of it. */
export type OrderType = 'market' | 'limit' | 'stop' | 'stop_limit' | 'trailing_stop';
export type Side = 1 | -1;
/** Why the order exists; entry-only costs and the safety gate read it. */
export type Intent = 'entry' | 'exit';
/** `ioc`: what cannot fill at the first chance ends; `fok`: as `ioc`, and all of it or nothing. */
export type TimeInForce = 'gtc' | 'day' | 'ioc' | 'fok';
export type OrderStatus = 'accepted' | 'partially_filled' | 'filled' | 'cancelled' | 'expired' | 'refused';

/** A distance: in price, or as fraction of the price it is measured from. */
export type Distance = { readonly offset: number } | { readonly fraction: number };
/** Where a protective order lies: at a price, or at a distance from the entry's fill. */
export type Level = { readonly price: number } | Distance;

/** Protective orders that begin to live when the entry fills, for what it filled; one of them ends the others. */
export interface Bracket {
  readonly stopLoss?: Level;
  readonly takeProfit?: Level;
  readonly trailingStop?: Distance;
}

/** What a strategy or a person asks for. */
export interface OrderRequest {
  /** Slot of the instrument. */
  readonly slot: number;
  readonly side: Side;
  readonly type: OrderType;
  /** Units (> 0); null = sized when it fills, from `exposure`. */
  readonly quantity: number | null;
  /** Wanted share of the sub-account's equity, used when `quantity` is null. */
  readonly exposure?: number;
  /** Limit of a limit order, trigger of a stop or stop-limit; a trailing stop's first trigger, if not from the market. */
  readonly price?: number;
  /** Limit of a stop-limit order once its trigger was met. */
  readonly limit?: number;
  /** How far a trailing stop stays behind the best price. */
  readonly trail?: Distance;
  readonly intent: Intent;
  readonly timeInForce?: TimeInForce;
  /** Never opens or turns a position: fills at most what there is to reduce. */
  readonly reduceOnly?: boolean;
  readonly bracket?: Bracket;
  /** Orders of a session with the same name here share one execution: what one fills, the others lose. */
  readonly oco?: string;
  readonly clientOrderId?: string;
}

/** One object for the whole life of an order; whoever keeps something from it copies. */
export interface Order {
  readonly id: number;
  /** Index of the session (sub-account) it belongs to. */
  readonly session: number;
  readonly slot: number;
  readonly side: Side;
  readonly type: OrderType;
  /** NaN while it waits to be sized at its fill. Shrinks when another order of its group fills. */
  quantity: number;
  readonly exposure: number;
  /** Limit or trigger; NaN for market orders. Changes with a split, and as a trailing stop follows the market. */
  price: number;
  /** NaN but for stop-limit orders. */
  limit: number;
  trail: Distance | null;
  /** A stop-limit order whose trigger was met. */
  isTriggered: boolean;
  readonly intent: Intent;
  readonly timeInForce: TimeInForce;
  readonly reduceOnly: boolean;
  bracket: Bracket | null;
  /** Orders with the same group share one execution. */
  readonly group: string | null;
  /** The entry this order protects; 0 = none. */
  readonly parent: number;
  readonly clientOrderId: string | null;
  /** When it was given, epoch ms UTC. */
  readonly ts: number;
  filledQuantity: number;
  status: OrderStatus;
  /** Why it ended without filling; null before. */
  reason: string | null;
}

/** A distance as price difference (> 0) when measured from `price`. */
export function distanceFrom(price: number, distance: Distance): number {
  return 'offset' in distance ? distance.offset : distance.fraction * Math.abs(price);
}
