/**
 * The trading engine: one account, the sessions inside it, one venue, one gate. Everything enters by `process`, every
 * consequence leaves through the sink; backtest, paper and live differ only in who feeds it and which venue it was given.
 */

import { OpenOrders } from '../execution/open-orders.ts';
import { advance, isOpen } from '../execution/order-life.ts';
import { createOrder, faultOf } from '../execution/order-request.ts';
import { protectiveOrders } from '../execution/protective-orders.ts';
import type { Executor, Venue } from '../execution/venue.ts';
import { type BySlot, bySlot, type FeeModel, type PriceModel } from '../model/cost.ts';
import type { EngineEvent } from '../model/event.ts';
import type { FactSink } from '../model/fact.ts';
import { floorToLot, type Instrument } from '../model/instrument.ts';
import type { Order, OrderRequest, Side } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import { type GateRule, judgeAll, LatchRule } from '../risk/gate.ts';
import type { Sizer } from '../sizing/sizer.ts';
import { Session, type SessionOptions } from './session.ts';
import { step } from './step.ts';
import { exitOrder, type SizingMoment, TargetDesk } from './target-desk.ts';

export type { SizingMoment } from './target-desk.ts';

export interface EngineOptions {
  readonly instruments: readonly Instrument[];
  readonly sessions: readonly SessionOptions[];
  readonly venue: Venue;
  /** What the desk expects executions to cost when it sizes orders. */
  readonly fees: BySlot<FeeModel>;
  readonly prices: BySlot<PriceModel>;
  readonly sizer: Sizer;
  /** Target strategies: quantities fixed at the decision (the only way real venues have) or at the fill (decision 13). */
  readonly sizing: SizingMoment;
  /** Further rules of the gate, asked after the latch. */
  readonly rules?: readonly GateRule[];
}

export class TradingEngine {
  readonly instruments: readonly Instrument[];
  readonly sessions: readonly Session[];
  readonly venue: Venue;
  readonly #fees: readonly FeeModel[];
  readonly #prices: readonly PriceModel[];
  readonly #desk: TargetDesk;
  readonly #latch = new LatchRule();
  readonly #rules: readonly GateRule[];
  readonly #orders = new OpenOrders();
  readonly #executor: Executor;
  #sink!: FactSink;
  #nextOrderId = 1;
  /** Slices processed so far, minus one. */
  #index = -1;
  #now = 0;

  constructor(options: EngineOptions) {
    const { instruments, sizer, sizing } = options;
    this.instruments = instruments;
    this.venue = options.venue;
    this.#fees = bySlot(options.fees, instruments.length);
    this.#prices = bySlot(options.prices, instruments.length);
    this.#rules = [this.#latch, ...(options.rules ?? [])];
    this.#desk = new TargetDesk(
      { instruments, fees: this.#fees, prices: this.#prices, sizer, sizing },
      {
        submit: (session, request) => this.#submit(session, request),
        decline: (session, request, rule, reason) => this.#decline(this.#create(session, request), rule, reason),
        sizingBase: (session, slot, mark) => this.#sizingBase(session, slot, mark),
        withdraw: (session, slot) => this.#withdraw(session, slot),
      },
    );
    this.sessions = options.sessions.map((session, index) => {
      return new Session(index, session, {
        submit: (owner, request) => this.#submit(owner, request),
        cancel: (orderId) => this.#cancel(orderId),
        retarget: (owner, slot, wanted, slice) => this.#desk.retarget(owner, slot, wanted, slice),
        openOrders: (owner) => this.openOrders().filter((order) => order.session === owner.index),
        accountEquity: () => this.equity,
      });
    });
    this.#executor = {
      quantityAt: (order, price, ts) => this.#quantityAt(order, price, ts),
      turnover: (order, ts) => this.sessions[order.session].turnover.at(ts),
      fill: (order, quantity, price, reference, fee, ts) => this.#fill(order, quantity, price, reference, fee, ts),
      end: (order, status, reason, ts) => this.#end(order, status, reason, ts),
      refuse: (order, rule, reason, ts) => this.#refuse(order, rule, reason, ts),
    };
  }

  /** Of the account: all sub-accounts together, base currency. */
  get equity(): number {
    let equity = 0;
    for (const { ledger } of this.sessions) equity += ledger.equity;
    return equity;
  }

  /** The only door. Synchronous: when it returns, every consequence has gone into the sink. */
  process(event: EngineEvent, sink: FactSink): void {
    if (this.#sink !== sink) this.#sink = sink;
    if (event.kind === 'slice') {
      this.#now = event.slice.ts;
      this.#index++;
      step(this, event.slice, this.#index, this.#executor, sink);
    } else {
      this.#processRare(event, sink);
    }
  }

  /** Everything but slices. Apart from them, so that the path of a slice stays short. */
  #processRare(event: Exclude<EngineEvent, { readonly kind: 'slice' }>, sink: FactSink): void {
    switch (event.kind) {
      case 'tick':
        this.#now = event.ts;
        this.venue.onTick(event.ts, this.#executor);
        return;
      case 'submit':
        this.#now = event.ts;
        this.#submit(this.sessions[event.session], event.request);
        return;
      case 'cancel':
        this.#now = event.ts;
        this.#cancel(event.orderId);
        return;
      case 'halt':
        this.#latch.set(event.latch, event.reason);
        return;
      case 'fill':
        this.#fill(this.#known(event.orderId), event.quantity, event.price, event.price, event.fee, event.ts);
        return;
      case 'end': {
        const { status, reason, ts } = event;
        const order = this.#known(event.orderId);
        if (status === 'refused') this.#refuse(order, 'venue', reason, ts);
        else this.#end(order, status, reason, ts);
        return;
      }
      case 'dividend':
        for (const { ledger, index } of this.sessions) {
          const paid = ledger.payDividend(event.slot, event.perUnit);
          if (paid !== 0) sink.cashFlow(event.ts, index, event.slot, 'dividend', ledger.inBase(event.slot, paid));
        }
        return;
      case 'funding':
        for (const { ledger, index } of this.sessions) {
          const paid = ledger.payFunding(event.slot, event.rate);
          if (paid !== 0) sink.cashFlow(event.ts, index, event.slot, 'funding', ledger.inBase(event.slot, paid));
        }
        return;
      case 'split':
        for (const { ledger } of this.sessions) ledger.split(event.slot, event.ratio);
        this.venue.onSplit(event.slot, event.ratio);
        return;
      case 'settlement':
        for (const { ledger } of this.sessions) ledger.settle(event.slot, event.price);
        return;
      case 'fx':
        for (const { ledger } of this.sessions) ledger.setRate(event.currency, event.rate);
        return;
    }
  }

  /** Closes what is open at the given reference price: the end of a backtest that asks for it. */
  closeOut(slice: Slice, at: 'open' | 'close', sink: FactSink): void {
    this.#sink = sink;
    for (const session of this.sessions) {
      for (let slot = 0; slot < this.instruments.length; slot++) {
        const quantity = session.ledger.quantity(slot);
        if (quantity === 0) continue;
        const side: Side = quantity > 0 ? -1 : 1;
        const order = this.#create(session, exitOrder(slot, side, Math.abs(quantity)));
        this.#accept(order);
        const reference = slice[at][slot];
        const price = this.#prices[slot].price(reference, side, 'exit', this.instruments[slot], 0, Number.NaN);
        const { multiplier } = this.instruments[slot];
        const fee = this.#fees[slot].fee(
          order.quantity,
          price,
          multiplier,
          'exit',
          'taker',
          session.turnover.at(slice.ts),
        );
        this.#fill(order, order.quantity, price, reference, fee, slice.ts);
      }
      session.ledger.report(slice, sink);
    }
  }

  /** Orders that rest at the venue. */
  openOrders(): readonly Order[] {
    return [...this.#orders.values()];
  }

  /** The sub-account's own equity, or its share of the account's. */
  #sizingBase({ ledger, weight }: Session, slot: number, mark: number): number {
    if (weight === null) return ledger.equityAt(slot, mark);
    let equity = 0;
    for (const session of this.sessions) equity += session.ledger.equityAt(slot, mark);
    return weight * equity;
  }

  #withdraw(session: Session, slot: number): void {
    for (const order of this.#orders.values()) {
      if (order.session === session.index && order.slot === slot && order.parent === 0) {
        this.venue.cancel(order, 'the target has changed', this.#executor, this.#now);
      }
    }
  }

  #submit(session: Session, request: OrderRequest): number | null {
    const order = this.#create(session, request);
    const objection = judgeAll(this.#rules, order);
    if (objection) {
      this.#decline(order, objection.rule, objection.reason);
      return null;
    }
    this.#accept(order);
    this.venue.submit(order);
    return order.id;
  }

  #create(session: Session, request: OrderRequest, group: string | null = null, parent = 0): Order {
    const fault = faultOf(request, this.instruments.length);
    if (fault) throw new Error(`${session.strategy.id}: bad order: ${fault}`);
    const { index } = session;
    const shared = request.oco === undefined ? group : `${index}:${request.oco}`;
    return createOrder(request, { id: this.#nextOrderId++, session: index, ts: this.#now, group: shared, parent });
  }

  #accept(order: Order): void {
    this.#orders.add(order);
    this.#sink.order(order, this.#now);
  }

  #decline(order: Order, rule: string, reason: string): void {
    this.#orders.add(order);
    this.#refuse(order, rule, reason, this.#now);
  }

  #cancel(orderId: number): void {
    const order = this.#orders.get(orderId);
    if (order) this.venue.cancel(order, 'cancelled on request', this.#executor, this.#now);
  }

  #known(orderId: number): Order {
    const order = this.#orders.get(orderId);
    if (!order)
      throw new Error(`a venue speaks of order ${orderId}: expected an open order of this engine, found none`);
    return order;
  }

  #quantityAt(order: Order, price: number, ts: number): number {
    const session = this.sessions[order.session];
    if (Number.isNaN(order.quantity)) {
      order.quantity = this.#desk.size(session, order.slot, order.exposure, price, price);
      if (!(order.quantity > 0)) {
        this.#refuse(order, 'size', 'the wanted exposure is less than one lot', ts);
        return 0;
      }
    }
    const left = order.quantity - order.filledQuantity;
    if (!order.reduceOnly) return left;
    const reducible = Math.max(0, -order.side * session.ledger.quantity(order.slot));
    if (reducible === 0) this.#end(order, 'cancelled', 'nothing left to reduce', ts);
    return Math.min(left, reducible);
  }

  #fill(order: Order, quantity: number, price: number, reference: number, fee: number, ts: number): void {
    const session = this.sessions[order.session];
    const { id: orderId, session: owner, slot, side } = order;
    const left = order.quantity - order.filledQuantity;
    if (!(quantity > 0 && quantity <= left * (1 + 1e-9))) {
      throw new Error(`fill of order ${orderId}: expected more than 0 and at most ${left} units, found ${quantity}`);
    }
    // What is left below one part in 10^12 is rounding, not a remainder.
    const isComplete = left - quantity <= 1e-12 * order.quantity;
    order.filledQuantity = isComplete ? order.quantity : order.filledQuantity + quantity;
    advance(order, isComplete ? 'filled' : 'partially_filled');
    if (isComplete) this.#orders.remove(order);
    const before = session.ledger.quantity(slot);
    const signedQuantity = side * quantity;
    const trade = session.ledger.apply(slot, signedQuantity, price, fee, ts, this.#index);
    session.turnover.add(ts, Math.abs(session.ledger.notional(slot, quantity, price)));
    this.#sink.fill({ ts, orderId, session: owner, slot, signedQuantity, price, fee, referencePrice: reference });
    this.#sink.order(order, ts);
    if (trade) this.#sink.trade(trade);
    if (order.group !== null) this.#share(order, quantity / left, ts);
    if (order.bracket) this.#protect(session, order, quantity, price);
    if (before !== 0) this.#afterReduction(session, order, before, ts);
  }

  /** Orders of one group share one execution: the part one has filled, the others lose. */
  #share(order: Order, part: number, ts: number): void {
    for (const other of this.#orders.siblings(order)) {
      const left = (other.quantity - other.filledQuantity) * (1 - part);
      const rest = floorToLot(left, this.instruments[other.slot].lot);
      if (isOpen(order) && rest > 0) {
        other.quantity = other.filledQuantity + rest;
        this.#sink.order(other, ts);
      } else {
        this.venue.cancel(other, 'another order of its group has filled', this.#executor, ts);
      }
    }
  }

  /** Protective orders for what an entry has just filled. They were judged with their entry and pass no gate again. */
  #protect(session: Session, entry: Order, quantity: number, price: number): void {
    const { slot, side, bracket } = entry;
    const opened = Math.min(quantity, side * session.ledger.quantity(slot));
    if (!bracket || !(opened > 0)) return;
    const group = `bracket:${this.#nextOrderId}`;
    for (const request of protectiveOrders(bracket, slot, side, opened, price, this.instruments[slot])) {
      const order = this.#create(session, request, group, entry.id);
      this.#accept(order);
      this.venue.submit(order);
    }
  }

  /** A position that has ended needs no protection, and what a stop has ended is not entered any further. */
  #afterReduction(session: Session, order: Order, before: number, ts: number): void {
    const after = session.ledger.quantity(order.slot);
    const entry = order.parent === 0 ? undefined : this.#orders.get(order.parent);
    if (entry) this.venue.cancel(entry, 'its protection has ended the position', this.#executor, ts);
    if (before * after > 0) return;
    if (order.parent !== 0) session.stoppedOut(order.slot, before > 0 ? 1 : -1);
    if (this.#orders.size === 0) return;
    for (const other of this.#orders.values()) {
      const reduced = other.reduceOnly && other.session === order.session && other.slot === order.slot;
      if (reduced && other.side * before < 0) {
        this.venue.cancel(other, 'nothing left to reduce', this.#executor, ts);
      }
    }
  }

  #end(order: Order, status: 'cancelled' | 'expired', reason: string, ts: number): void {
    if (!isOpen(order)) return;
    this.#orders.remove(order);
    advance(order, status);
    order.reason = reason;
    this.#sink.order(order, ts);
  }

  /** An order that has filled in part cannot be refused any more: its rest is cancelled. */
  #refuse(order: Order, rule: string, reason: string, ts: number): void {
    if (order.filledQuantity > 0) {
      this.#end(order, 'cancelled', reason, ts);
      return;
    }
    this.#orders.remove(order);
    advance(order, 'refused');
    order.reason = reason;
    this.#sink.refusal({ ts, order, rule, reason });
  }
}
