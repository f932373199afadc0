/**
 * The port every venue implements: the simulated one in matching/, real ones as adapters of the server. An order that is
 * accepted rests until it fills, is cancelled or expires; what happens to it comes back through the executor, never as
 * return values. Real venues answer later, by events of the engine.
 */
import type { BarColumns } from '../model/bar.ts';
import type { Order } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';

/** What a venue may do with the orders it holds; the engine's side of the port. */
export interface Executor {
  /** What is left to fill, sized now if it was to be sized at its fill. When that is nothing, the order has ended: 0. */
  quantityAt(order: Order, price: number, ts: number): number;
  /** What the order's sub-account traded in the last 30 days, notional in base currency. */
  turnover(order: Order, ts: number): number;
  /** Reports an execution: money and positions change, facts leave. */
  fill(order: Order, quantity: number, price: number, referencePrice: number, fee: number, ts: number): void;
  /** Reports that the order ended without (further) execution. */
  end(order: Order, status: 'cancelled' | 'expired', reason: string, ts: number): void;
  /** Reports that the order cannot be carried out; one that has filled in part is cancelled. */
  refuse(order: Order, rule: string, reason: string, ts: number): void;
}

/** Plain data of a venue for snapshots of the engine. */
export type VenueState = Readonly<Record<string, number | readonly number[]>>;

export interface Venue {
  submit(order: Order): void;
  cancel(order: Order, reason: string, executor: Executor, ts: number): void;
  /** A new slice: resting orders meet its prices. Venues outside the engine do nothing here. */
  onSlice(slice: Slice, executor: Executor): void;
  /** After the strategies have seen the slice: venues that trade on the same close do it now. */
  onClose(slice: Slice, executor: Executor): void;
  /**
   * Whether the bar in this row certainly leaves alone whatever rests here; it has then passed. False also where that is
   * not known: the bar has to come as a slice.
   */
  passBy(bars: BarColumns, row: number): boolean;
  /** Time passes without bars. */
  onTick(ts: number, executor: Executor): void;
  /** A split changes resting orders with the price scale. */
  onSplit(slot: number, ratio: number): void;
  save(): VenueState;
  /** `orders`: those that were open, by id. */
  load(state: VenueState, orders: ReadonlyMap<number, Order>): void;
}
