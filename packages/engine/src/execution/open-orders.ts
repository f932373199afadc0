/**
 * The orders that have not ended, by id and by group. Ids only ever rise, so a list in the order of their coming is sorted:
 * it is searched by halving and, unlike a map, asks for no memory when orders come and go.
 */
import type { Order } from '../model/order.ts';

export class OpenOrders {
  readonly #orders: Order[] = [];
  readonly #groups = new Map<string, Order[]>();

  get size(): number {
    return this.#orders.length;
  }

  get(id: number): Order | undefined {
    const order = this.#orders[this.#placeOf(id)];
    return order?.id === id ? order : undefined;
  }

  add(order: Order): void {
    const latest = this.#orders.at(-1);
    if (latest && latest.id >= order.id) throw new Error(`order ${order.id} comes after ${latest.id}: ids must rise`);
    this.#orders.push(order);
    if (order.group === null) return;
    const group = this.#groups.get(order.group);
    if (group) group.push(order);
    else this.#groups.set(order.group, [order]);
  }

  remove(order: Order): void {
    const place = this.#placeOf(order.id);
    if (this.#orders[place] !== order) return;
    if (place === this.#orders.length - 1) this.#orders.pop();
    else this.#orders.splice(place, 1);
    if (order.group === null) return;
    const rest = this.#groups.get(order.group)?.filter((one) => one !== order) ?? [];
    if (rest.length > 0) this.#groups.set(order.group, rest);
    else this.#groups.delete(order.group);
  }

  /** In the order in which they were given; a list of its own, so that orders may end while it is walked. */
  values(): readonly Order[] {
    return this.#orders.length === 0 ? none : this.#orders.slice();
  }

  /** Open orders that share one execution with this one. */
  siblings(order: Order): readonly Order[] {
    if (order.group === null) return none;
    return this.#groups.get(order.group)?.filter((one) => one !== order) ?? none;
  }

  clear(): void {
    this.#orders.length = 0;
    this.#groups.clear();
  }

  /** Place of the first order whose id is not below this one. */
  #placeOf(id: number): number {
    let low = 0;
    let high = this.#orders.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#orders[middle].id < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const none: readonly Order[] = [];
