/** Orders as the engine holds them. */
export type OrderType = 'market' | 'limit' | 'stop';
export type Side = 1 | -1;
/** Why the order exists; entry-only costs and the safety gate read it. */
export type Intent = 'entry' | 'exit';
export type TimeInForce = 'gtc' | 'day';
export type OrderStatus = 'accepted' | 'partially_filled' | 'filled' | 'cancelled' | 'expired' | 'refused';

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
  /** Limit price of a limit order, trigger of a stop order. */
  readonly price?: number;
  readonly intent: Intent;
  readonly timeInForce?: TimeInForce;
  readonly clientOrderId?: string;
}

export interface Order {
  readonly id: number;
  /** Index of the session (sub-account) it belongs to. */
  readonly session: number;
  readonly slot: number;
  readonly side: Side;
  readonly type: OrderType;
  /** NaN while it waits to be sized at its fill. */
  quantity: number;
  readonly exposure: number;
  /** Limit or trigger; NaN for market orders. Changes only with a split. */
  price: number;
  readonly intent: Intent;
  readonly timeInForce: TimeInForce;
  readonly clientOrderId: string | null;
  /** When it was given, epoch ms UTC. */
  readonly ts: number;
  filledQuantity: number;
  status: OrderStatus;
}
