/**
 * The way of an order through the account: from a request through the gate to the venue, and back as fills and ends. Here
 * orders of a group share one execution, entries get their protection, and what has lost its purpose is withdrawn.
 */
import { OpenOrders } from '../execution/open-orders.ts';
import { advance, isOpen } from '../execution/order-life.ts';
import { createOrder, faultOf } from '../execution/order-request.ts';
import { protectiveOrders } from '../execution/protective-orders.ts';
import type { Executor, Venue } from '../execution/venue.ts';
import type { FactSink } from '../model/fact.ts';
import { floorToLot, type Instrument } from '../model/instrument.ts';
import type { Order, OrderRequest } from '../model/order.ts';
import { type GateRule, judgeAll } from '../risk/gate.ts';
import type { AccountSizer } from './account-sizer.ts';
import type { Session } from './session.ts';

export interface OrderFlowOptions {
  readonly instruments: readonly Instrument[];
  readonly venue: Venue;
  readonly sizer: AccountSizer;
  readonly rules: readonly GateRule[];
  readonly sessions: readonly Session[];
}

export class OrderFlow implements Executor {
  readonly orders = new OpenOrders();
  /** Moment of the event that is being processed, and number of slices before it. */
  now = 0;
  index = -1;
  nextOrderId = 1;
  /** Set before every event. */
  sink!: FactSink;
  readonly #instruments: readonly Instrument[];
  readonly #venue: Venue;
  readonly #sizer: AccountSizer;
  readonly #rules: readonly GateRule[];
  readonly #sessions: readonly Session[];

  constructor({ instruments, venue, sizer, rules, sessions }: OrderFlowOptions) {
    this.#instruments = instruments;
    this.#venue = venue;
    this.#sizer = sizer;
    this.#rules = rules;
    this.#sessions = sessions;
  }

  /**
   * Returns the order's id, or null when it is refused. Quantities are cut to the lot here, where every order passes; what
   * only reduces may take along the part of a lot that a split left.
   */
  submit(session: Session, request: OrderRequest): number | null {
    const order = this.create(session, request);
    if (!order.reduceOnly) order.quantity = floorToLot(order.quantity, this.#instruments[order.slot].lot);
    if (order.quantity === 0) {
      this.#decline(order, 'size', `the quantity is less than one lot, found ${request.quantity}`);
      return null;
    }
    const objection = judgeAll(this.#rules, order);
    if (objection) {
      this.#decline(order, objection.rule, objection.reason);
      return null;
    }
    this.send(order);
    return order.id;
  }

  /** Tells that an order was not even given. */
  decline(session: Session, request: OrderRequest, rule: string, reason: string): void {
    this.#decline(this.create(session, request), rule, reason);
  }

  /** Past the gate: to the venue. */
  send(order: Order): void {
    this.accept(order);
    this.#venue.submit(order);
  }

  accept(order: Order): void {
    this.orders.add(order);
    this.sink.order(order, this.now);
  }

  create(session: Session, request: OrderRequest, group: string | null = null, parent = 0): Order {
    const fault = faultOf(request, this.#instruments.length);
    if (fault) throw new Error(`${session.strategy.id}: bad order: ${fault}`);
    const { index } = session;
    const shared = request.oco === undefined ? group : `${index}:${request.oco}`;
    return createOrder(request, { id: this.nextOrderId++, session: index, ts: this.now, group: shared, parent });
  }

  withdraw(order: Order, reason: string, ts: number): void {
    this.#venue.cancel(order, reason, this, ts);
  }

  /** Withdraws what the session still wants on a slot, but not what protects its position. */
  withdrawWishes(session: Session, slot: number): void {
    for (const order of this.orders.values()) {
      if (order.session === session.index && order.slot === slot && order.parent === 0) {
        this.withdraw(order, 'the target has changed', this.now);
      }
    }
  }

  /** The order a venue speaks of. */
  known(orderId: number): Order {
    const order = this.orders.get(orderId);
    if (!order) throw new Error(`a venue speaks of order ${orderId}: expected an open order, found none`);
    return order;
  }

  quantityAt(order: Order, price: number, ts: number): number {
    const session = this.#sessions[order.session];
    if (Number.isNaN(order.quantity)) {
      order.quantity = this.#sizer.size(session, order.slot, order.exposure, price, price);
      if (!(order.quantity > 0)) {
        this.refuse(order, 'size', 'the wanted exposure is less than one lot', ts);
        return 0;
      }
    }
    const left = order.quantity - order.filledQuantity;
    if (!order.reduceOnly) return left;
    const reducible = Math.max(0, -order.side * session.ledger.quantity(order.slot));
    if (reducible === 0) this.end(order, 'cancelled', 'nothing left to reduce', ts);
    return Math.min(left, reducible);
  }

  turnover(order: Order, ts: number): number {
    return this.#sessions[order.session].turnover.at(ts);
  }

  fill(order: Order, quantity: number, price: number, referencePrice: number, fee: number, ts: number): void {
    const session = this.#sessions[order.session];
    const { ledger } = session;
    const { id: orderId, slot, side } = order;
    const left = order.quantity - order.filledQuantity;
    if (!(quantity > 0 && quantity <= left * (1 + 1e-9))) {
      throw new Error(`fill of order ${orderId}: expected more than 0 and at most ${left} units, found ${quantity}`);
    }
    // What is left below one part in 10^12 is rounding, not a remainder.
    const isComplete = left - quantity <= 1e-12 * order.quantity;
    order.filledQuantity = isComplete ? order.quantity : order.filledQuantity + quantity;
    advance(order, isComplete ? 'filled' : 'partially_filled');
    if (isComplete) this.orders.remove(order);
    const before = ledger.quantity(slot);
    const signedQuantity = side * quantity;
    const trade = ledger.apply(slot, signedQuantity, price, fee, ts, this.index);
    session.turnover.add(ts, Math.abs(ledger.notional(slot, quantity, price)));
    this.sink.fill({ ts, orderId, session: order.session, slot, signedQuantity, price, fee, referencePrice });
    this.sink.order(order, ts);
    if (trade) this.sink.trade(trade);
    if (order.group !== null) this.#share(order, quantity / left, ts);
    if (order.bracket) this.#protect(session, order, quantity, price);
    if (before !== 0) this.#afterReduction(session, order, before, ts);
  }

  end(order: Order, status: 'cancelled' | 'expired', reason: string, ts: number): void {
    if (!isOpen(order)) return;
    this.orders.remove(order);
    advance(order, status);
    order.reason = reason;
    this.sink.order(order, ts);
  }

  /** An order that has filled in part cannot be refused any more: its rest is cancelled. */
  refuse(order: Order, rule: string, reason: string, ts: number): void {
    if (order.filledQuantity > 0) {
      this.end(order, 'cancelled', reason, ts);
      return;
    }
    this.orders.remove(order);
    advance(order, 'refused');
    order.reason = reason;
    this.sink.refusal({ ts, order, rule, reason });
  }

  #decline(order: Order, rule: string, reason: string): void {
    this.orders.add(order);
    this.refuse(order, rule, reason, this.now);
  }

  /** Orders of one group share one execution: the part one has filled, the others lose. */
  #share(order: Order, part: number, ts: number): void {
    for (const other of this.orders.siblings(order)) {
      const left = (other.quantity - other.filledQuantity) * (1 - part);
      const rest = floorToLot(left, this.#instruments[other.slot].lot);
      if (isOpen(order) && rest > 0) {
        other.quantity = other.filledQuantity + rest;
        this.sink.order(other, ts);
      } else {
        this.withdraw(other, 'another order of its group has filled', ts);
      }
    }
  }

  /** Protective orders for what an entry has just filled. They were judged with their entry and pass no gate again. */
  #protect(session: Session, entry: Order, quantity: number, price: number): void {
    const { slot, side, bracket } = entry;
    const opened = Math.min(quantity, side * session.ledger.quantity(slot));
    if (!bracket || !(opened > 0)) return;
    const group = `bracket:${this.nextOrderId}`;
    for (const request of protectiveOrders(bracket, slot, side, opened, price, this.#instruments[slot])) {
      this.send(this.create(session, request, group, entry.id));
    }
  }

  /** A position that has ended needs no protection, and what a stop has ended is not entered any further. */
  #afterReduction(session: Session, order: Order, before: number, ts: number): void {
    const after = session.ledger.quantity(order.slot);
    const entry = order.parent === 0 ? undefined : this.orders.get(order.parent);
    if (entry) this.withdraw(entry, 'its protection has ended the position', ts);
    if (before * after > 0) return;
    if (order.parent !== 0) session.stoppedOut(order.slot, before > 0 ? 1 : -1);
    if (this.orders.size === 0) return;
    for (const other of this.orders.values()) {
      const reduced = other.reduceOnly && other.session === order.session && other.slot === order.slot;
      if (reduced && other.side * before < 0) this.withdraw(other, 'nothing left to reduce', ts);
    }
  }
}
