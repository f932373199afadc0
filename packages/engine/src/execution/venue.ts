/**
 * The port every venue implements: the simulated one in matching/, real ones as adapters of the server. An order that is
 * accepted rests until it fills, is cancelled or expires; fills come back through the executor, never as return values.
 */
import type { Order } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';

/** What a venue may do with the orders it holds; the engine's side of the port. */
export interface Executor {
  /** The order's quantity, settled now if it was to be sized at its fill; 0 when it cannot be afforded. */
  quantityAt(order: Order, price: number): number;
  /** Reports an execution: money and positions change, facts leave. */
  fill(order: Order, quantity: number, price: number, referencePrice: number, fee: number, ts: number): void;
  /** Reports that the order ended without (further) execution. */
  end(order: Order, status: 'cancelled' | 'expired' | 'refused', reason: string, ts: number): void;
}

export interface Venue {
  submit(order: Order): void;
  cancel(orderId: number): void;
  /** A new slice: resting orders meet its prices. Venues outside the engine do nothing here. */
  onSlice(slice: Slice, executor: Executor): void;
  /** After the strategies have seen the slice: venues that trade on the same close do it now. */
  onClose(slice: Slice, executor: Executor): void;
  /** A split changes resting orders with the price scale. */
  onSplit(slot: number, ratio: number): void;
}
