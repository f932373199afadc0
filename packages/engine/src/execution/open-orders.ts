/** The orders that have not ended, by id and by group. */
import type { Order } from '../model/order.ts';

export class OpenOrders {
  readonly #byId = new Map<number, Order>();
  readonly #groups = new Map<string, Order[]>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: number): Order | undefined {
    return this.#byId.get(id);
  }

  add(order: Order): void {
    this.#byId.set(order.id, order);
    if (order.group === null) return;
    const group = this.#groups.get(order.group);
    if (group) group.push(order);
    else this.#groups.set(order.group, [order]);
  }

  remove(order: Order): void {
    this.#byId.delete(order.id);
    if (order.group === null) return;
    const rest = this.#groups.get(order.group)?.filter((one) => one !== order) ?? [];
    if (rest.length > 0) this.#groups.set(order.group, rest);
    else this.#groups.delete(order.group);
  }

  /** In the order in which they were given; may be changed while it is walked. */
  values(): Iterable<Order> {
    return this.#byId.values();
  }

  /** Open orders that share one execution with this one. */
  siblings(order: Order): readonly Order[] {
    if (order.group === null) return [];
    return this.#groups.get(order.group)?.filter((one) => one !== order) ?? [];
  }

  clear(): void {
    this.#byId.clear();
    this.#groups.clear();
  }
}
