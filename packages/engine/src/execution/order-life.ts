/** The life of an order: which status may follow which. Anything else is a broken promise and throws at once. */
import type { Order, OrderStatus } from '../model/order.ts';

const followers: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  accepted: ['partially_filled', 'filled', 'cancelled', 'expired', 'refused'],
  partially_filled: ['partially_filled', 'filled', 'cancelled', 'expired'],
  filled: [],
  cancelled: [],
  expired: [],
  refused: [],
};

export function advance(order: Order, status: OrderStatus): void {
  if (!followers[order.status].includes(status)) {
    throw new Error(
      `order ${order.id} is ${order.status}: expected one of [${followers[order.status]}], found ${status}`,
    );
  }
  order.status = status;
}

export function isOpen(order: Order): boolean {
  return order.status === 'accepted' || order.status === 'partially_filled';
}
