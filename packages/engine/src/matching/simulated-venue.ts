/**
 * The simulated venue: orders meet OHLC bars by stated, pessimistic rules.
 *
 *   market       fills at the open of the next bar of its instrument, or at the close of the bar it was given on
 *   limit        open already better → open; else touched (low ≤ price for a buy) → price; no slippage
 *   stop         open beyond the trigger (gap) → open; else touched → trigger; with slippage
 *   one bar      exits before entries that wait to be sized; stops before limits of the same instrument
 *   day orders   expire at the first slice of another UTC day
 *
 * Orders given on a bar never see that bar's range.
 */

import type { Executor, Venue } from '../execution/venue.ts';
import type { FeeModel, PriceModel } from '../model/cost.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Order } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import { tradingDay } from '../time/periods.ts';

export type FillTiming = 'next_open' | 'same_close';

export interface SimulatedVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly fees: FeeModel;
  readonly prices: PriceModel;
  /** When market orders fill. */
  readonly timing: FillTiming;
}

export class SimulatedVenue implements Venue {
  readonly #instruments: readonly Instrument[];
  readonly #fees: FeeModel;
  readonly #prices: PriceModel;
  readonly #timing: FillTiming;
  /** In the order in which they were given. */
  readonly #resting: Order[] = [];
  readonly #cancelled = new Set<number>();

  constructor(options: SimulatedVenueOptions) {
    this.#instruments = options.instruments;
    this.#fees = options.fees;
    this.#prices = options.prices;
    this.#timing = options.timing;
  }

  submit(order: Order): void {
    this.#resting.push(order);
  }

  cancel(orderId: number): void {
    this.#cancelled.add(orderId);
  }

  onSlice(slice: Slice, executor: Executor): void {
    if (this.#resting.length === 0) return;
    this.#dropEnded(slice.ts, executor);
    // Market orders trade at the open, before the range of the bar is known; then stops, then limits.
    this.#match(slice, executor, 'market');
    this.#match(slice, executor, 'stop');
    this.#match(slice, executor, 'limit');
    this.#forgetFilled();
  }

  onClose(slice: Slice, executor: Executor): void {
    if (this.#resting.length === 0) return;
    this.#dropEnded(slice.ts, executor);
    if (this.#timing !== 'same_close') return;
    for (const order of this.#resting) {
      if (order.type === 'market' && slice.present[order.slot] === 1) {
        this.#execute(order, slice.close[order.slot], true, slice.ts, executor);
      }
    }
    this.#forgetFilled();
  }

  onSplit(slot: number, ratio: number): void {
    for (const order of this.#resting) {
      if (order.slot !== slot) continue;
      order.quantity *= ratio;
      order.price /= ratio;
    }
  }

  #match(slice: Slice, executor: Executor, type: Order['type']): void {
    for (const order of this.#resting) {
      // An order given during this slice's close carries its ts and must not see the bar it was decided on.
      if (order.type !== type || slice.present[order.slot] === 0 || order.ts >= slice.ts) continue;
      if (order.status !== 'accepted' || this.#cancelled.has(order.id)) continue;
      const reference = referencePrice(order, slice);
      if (!Number.isNaN(reference)) this.#execute(order, reference, type !== 'limit', slice.ts, executor);
    }
  }

  #execute(order: Order, reference: number, slips: boolean, ts: number, executor: Executor): void {
    const price = slips ? this.#prices.price(reference, order.side, order.intent) : reference;
    const quantity = executor.quantityAt(order, price);
    if (!(quantity > 0)) {
      executor.end(order, 'refused', 'the wanted exposure is less than one lot', ts);
      return;
    }
    const fee = this.#fees.fee(quantity, price, this.#instruments[order.slot].multiplier, order.intent);
    executor.fill(order, quantity, price, reference, fee, ts);
  }

  #dropEnded(ts: number, executor: Executor): void {
    for (const order of this.#resting) {
      if (this.#cancelled.has(order.id)) executor.end(order, 'cancelled', 'cancelled on request', ts);
      else if (order.timeInForce === 'day' && tradingDay(order.ts) < tradingDay(ts)) {
        executor.end(order, 'expired', 'day order', ts);
      }
    }
    this.#cancelled.clear();
    this.#forgetFilled();
  }

  #forgetFilled(): void {
    let kept = 0;
    for (const order of this.#resting) if (order.status === 'accepted') this.#resting[kept++] = order;
    this.#resting.length = kept;
  }
}

/** Price at which the bar fills the order before slippage; NaN when it does not. */
function referencePrice(order: Order, slice: Slice): number {
  const open = slice.open[order.slot];
  if (order.type === 'market') return open;
  const { side, price } = order;
  if (order.type === 'limit') {
    if (side > 0 ? open <= price : open >= price) return open;
    return (side > 0 ? slice.low[order.slot] <= price : slice.high[order.slot] >= price) ? price : Number.NaN;
  }
  if (side > 0 ? open >= price : open <= price) return open;
  return (side > 0 ? slice.high[order.slot] >= price : slice.low[order.slot] <= price) ? price : Number.NaN;
}
