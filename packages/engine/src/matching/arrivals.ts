/**
 * When orders reach the venue. Without latency an order meets the first bar that begins after it was given; with latency
 * so many milliseconds later, or so many bars of its instrument. Children of a bracket are at the venue already. Cancels
 * are assumed to arrive at once.
 */
import type { Order } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';

export type Latency = { readonly ms: number } | { readonly bars: number };

export class Arrivals {
  readonly #ms: number;
  readonly #bars: number;
  /** Bars each order still has to wait, by order id. */
  readonly #waits = new Map<number, number>();

  constructor(latency: Latency) {
    this.#ms = 'ms' in latency ? latency.ms : 0;
    this.#bars = 'bars' in latency ? latency.bars : 0;
  }

  given(order: Order): void {
    if (this.#bars > 0 && order.parent === 0) this.#waits.set(order.id, this.#bars);
  }

  /** Whether the order was there at `moment`, the beginning of a bar or its close. */
  hasArrived(order: Order, moment: number): boolean {
    if (order.parent !== 0) return true;
    return order.ts + this.#ms <= moment && (this.#bars === 0 || !this.#waits.has(order.id));
  }

  /** The bars of a slice have passed for the orders that were waiting before it. */
  pass(slice: Slice, orders: readonly Order[]): void {
    if (this.#waits.size === 0) return;
    for (const { id, slot } of orders) {
      const left = this.#waits.get(id);
      if (left === undefined || slice.present[slot] === 0) continue;
      if (left > 1) this.#waits.set(id, left - 1);
      else this.#waits.delete(id);
    }
  }

  /** Whether nothing has to be counted. */
  get isIdle(): boolean {
    return this.#waits.size === 0;
  }

  forget(order: Order): void {
    this.#waits.delete(order.id);
  }

  /** Pairs of order id and bars left. */
  save(): number[] {
    return [...this.#waits].flat();
  }

  load(pairs: readonly number[]): void {
    this.#waits.clear();
    for (let k = 0; k < pairs.length; k += 2) this.#waits.set(pairs[k], pairs[k + 1]);
  }
}
