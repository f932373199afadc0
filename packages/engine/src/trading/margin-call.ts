/** What a broker does when equity no longer carries the positions: everything is withdrawn, everything is closed. */
import type { Order } from '../model/order.ts';
import type { Ledger } from '../portfolio/ledger.ts';
import type { OrderFlow } from './order-flow.ts';
import type { Session } from './session.ts';
import { exitOrder } from './target-desk.ts';

/** Whether ledgers that share their money have fallen below the maintenance of their positions, or to nothing. */
export function isMarginCall(ledgers: Iterable<Ledger>): boolean {
  let equity = 0;
  let maintenance = 0;
  let isFlat = true;
  for (const ledger of ledgers) {
    equity += ledger.equity;
    if (ledger.isFlat) continue;
    isFlat = false;
    maintenance += ledger.maintenanceMargin;
  }
  return !isFlat && (equity <= 0 || equity < maintenance);
}

const forced = 'margin-call-';

/** Orders of a margin call are the broker's: whoever caused it cannot withdraw them. */
export function isForced({ clientOrderId }: Order): boolean {
  return clientOrderId?.startsWith(forced) ?? false;
}

/** Nothing of the session stays open but the orders that close its positions; no gate holds these back. */
export function closeByForce(session: Session, flow: OrderFlow, slots: number): void {
  const closing = new Set<number>();
  for (const order of flow.orders.values()) {
    if (order.session !== session.index) continue;
    if (order.type === 'market' && order.reduceOnly) closing.add(order.slot);
    else flow.withdraw(order, 'margin call', flow.now);
  }
  for (let slot = 0; slot < slots; slot++) {
    const quantity = session.ledger.quantity(slot);
    if (quantity === 0) continue;
    session.stoppedOut(slot, quantity > 0 ? 1 : -1);
    if (closing.has(slot)) continue;
    const clientOrderId = `${forced}${session.index}-${slot}-${flow.now}`;
    const request = exitOrder(slot, quantity > 0 ? -1 : 1, Math.abs(quantity));
    flow.send(flow.create(session, { ...request, clientOrderId }));
  }
}
