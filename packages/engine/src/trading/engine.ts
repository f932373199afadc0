/**
 * The trading engine: one account, the sessions inside it, one venue, one gate. Everything enters by `process`, every
 * consequence leaves through the sink; backtest, paper and live differ only in who feeds it and which venue it was given.
 */

import { advance, isOpen } from '../execution/order-life.ts';
import type { Executor, Venue } from '../execution/venue.ts';
import type { FeeModel, PriceModel } from '../model/cost.ts';
import type { EngineEvent } from '../model/event.ts';
import type { FactSink } from '../model/fact.ts';
import { floorToLot, type Instrument } from '../model/instrument.ts';
import type { Intent, Order, OrderRequest, OrderStatus, Side } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import { type GateRule, judgeAll, LatchRule } from '../risk/gate.ts';
import type { Sizer } from '../sizing/sizer.ts';
import { Session, type SessionOptions } from './session.ts';
import { step } from './step.ts';

export type SizingMoment = 'decision' | 'fill';

export interface EngineOptions {
  readonly instruments: readonly Instrument[];
  readonly sessions: readonly SessionOptions[];
  readonly venue: Venue;
  /** What the desk expects executions to cost when it sizes orders. */
  readonly fees: FeeModel;
  readonly prices: PriceModel;
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
  readonly #fees: FeeModel;
  readonly #prices: PriceModel;
  readonly #sizer: Sizer;
  readonly #sizing: SizingMoment;
  readonly #latch = new LatchRule();
  readonly #rules: readonly GateRule[];
  readonly #orders = new Map<number, Order>();
  readonly #executor: Executor;
  #sink!: FactSink;
  #nextOrderId = 1;
  /** Slices processed so far, minus one. */
  #index = -1;
  #now = 0;

  constructor(options: EngineOptions) {
    this.instruments = options.instruments;
    this.venue = options.venue;
    this.#fees = options.fees;
    this.#prices = options.prices;
    this.#sizer = options.sizer;
    this.#sizing = options.sizing;
    this.#rules = [this.#latch, ...(options.rules ?? [])];
    this.sessions = options.sessions.map((session, index) => {
      return new Session(index, session, {
        submit: (owner, request) => this.#submit(owner, request),
        cancel: (orderId) => this.#cancel(orderId),
        openOrders: (owner) => this.openOrders().filter((order) => order.session === owner.index),
        retarget: (owner, slot, wanted, slice) => this.#retarget(owner, slot, wanted, slice),
        accountEquity: () => this.equity,
      });
    });
    this.#executor = {
      quantityAt: (order, price) => this.#quantityAt(order, price),
      fill: (order, quantity, price, reference, fee, ts) => this.#fill(order, quantity, price, reference, fee, ts),
      end: (order, status, reason, ts) => this.#end(order, status, reason, ts),
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
    this.#sink = sink;
    switch (event.kind) {
      case 'slice':
        this.#now = event.slice.ts;
        this.#index++;
        step(this, event.slice, this.#index, this.#executor, sink);
        return;
      case 'tick':
        this.#now = event.ts;
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
      case 'fill': {
        const order = this.#orders.get(event.orderId);
        if (!order) throw new Error(`fill for order ${event.orderId}: expected an order of this engine, found none`);
        this.#fill(order, event.quantity, event.price, event.price, event.fee, event.ts);
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
        const order = this.#order(session, marketOrder(slot, side, Math.abs(quantity), 'exit'));
        const reference = slice[at][slot];
        const price = this.#prices.price(reference, side, 'exit');
        const fee = this.#fees.fee(order.quantity, price, this.instruments[slot].multiplier, 'exit');
        this.#fill(order, order.quantity, price, reference, fee, slice.ts);
      }
      sink.mark(slice.ts, session.index, session.ledger.equity, session.ledger.cash, session.ledger.exposure);
    }
  }

  /** Orders that rest at the venue. */
  openOrders(): readonly Order[] {
    return [...this.#orders.values()];
  }

  /**
   * Trades towards a wanted exposure: leaving the old side and entering the new one are two orders. What an earlier
   * change of mind still has resting (no bar came to fill it) is withdrawn first.
   */
  #retarget(session: Session, slot: number, wanted: number, slice: Slice): void {
    this.#cancelResting(session, slot);
    const quantity = session.ledger.quantity(slot);
    const exposure = session.allowShort ? wanted : Math.max(0, wanted);
    const keepsSide = quantity * exposure > 0;
    if (quantity !== 0 && !keepsSide) {
      this.#submit(session, marketOrder(slot, quantity > 0 ? -1 : 1, Math.abs(quantity), 'exit'));
    }
    if (exposure === 0) return;
    const side: Side = exposure > 0 ? 1 : -1;
    const share = Math.abs(exposure) * session.allocation;
    if (keepsSide) this.#resize(session, slot, side, share, quantity, slice);
    else if (this.#sizing === 'fill')
      this.#submit(session, { ...marketOrder(slot, side, null, 'entry'), exposure: share });
    else this.#enter(session, slot, side, share, slice.close[slot]);
  }

  #cancelResting(session: Session, slot: number): void {
    for (const order of this.#orders.values()) {
      if (order.session === session.index && order.slot === slot) this.venue.cancel(order.id);
    }
  }

  #enter(session: Session, slot: number, side: Side, share: number, close: number): void {
    const quantity = this.#size(session, slot, share, this.#prices.price(close, side, 'entry'), close);
    const request = marketOrder(slot, side, quantity, 'entry');
    if (quantity > 0) this.#submit(session, request);
    else
      this.#refuse(
        this.#order(session, { ...request, quantity: 0 }),
        'size',
        'the wanted exposure is less than one lot',
      );
  }

  /** Same side, other size: trades the difference; always sized at the decision. */
  #resize(session: Session, slot: number, side: Side, share: number, held: number, slice: Slice): void {
    const close = slice.close[slot];
    const wanted = this.#size(session, slot, share, this.#prices.price(close, side, 'entry'), close);
    const difference = wanted - Math.abs(held);
    const quantity = floorToLot(Math.abs(difference), this.instruments[slot].lot);
    if (quantity === 0) return;
    const grows = difference > 0;
    this.#submit(session, marketOrder(slot, grows ? side : (-side as Side), quantity, grows ? 'entry' : 'exit'));
  }

  #size(session: Session, slot: number, exposure: number, price: number, mark: number): number {
    const instrument = this.instruments[slot];
    const equity = this.#sizingBase(session, slot, mark);
    return this.#sizer({ exposure, equity, price, instrument, fees: this.#fees });
  }

  /** In the instrument's currency: the sub-account's own equity, or its share of the account's. */
  #sizingBase({ ledger, weight }: Session, slot: number, mark: number): number {
    if (weight === null) return ledger.equityAt(slot, mark);
    let equity = 0;
    for (const session of this.sessions) equity += session.ledger.equityAt(slot, mark);
    return weight * equity;
  }

  #quantityAt(order: Order, price: number): number {
    if (Number.isNaN(order.quantity)) {
      order.quantity = this.#size(this.sessions[order.session], order.slot, order.exposure, price, price);
    }
    return order.quantity - order.filledQuantity;
  }

  #submit(session: Session, request: OrderRequest): number | null {
    const order = this.#order(session, request);
    const objection = judgeAll(this.#rules, order);
    if (objection) {
      this.#refuse(order, objection.rule, objection.reason);
      return null;
    }
    this.#orders.set(order.id, order);
    this.#sink.order(order, this.#now);
    this.venue.submit(order);
    return order.id;
  }

  #order(session: Session, request: OrderRequest): Order {
    const { slot, side, type, quantity, exposure = Number.NaN, price = Number.NaN, intent } = request;
    const fault = faultOf(request, this.instruments.length);
    if (fault) throw new Error(`${session.strategy.id}: bad order: ${fault}`);
    return {
      id: this.#nextOrderId++,
      session: session.index,
      slot,
      side,
      type,
      quantity: quantity ?? Number.NaN,
      exposure,
      price,
      intent,
      timeInForce: request.timeInForce ?? 'gtc',
      clientOrderId: request.clientOrderId ?? null,
      ts: this.#now,
      filledQuantity: 0,
      status: 'accepted',
    };
  }

  #refuse(order: Order, rule: string, reason: string): void {
    order.status = 'refused';
    this.#sink.refusal({ ts: this.#now, order, rule, reason });
  }

  #cancel(orderId: number): void {
    if (this.#orders.has(orderId)) this.venue.cancel(orderId);
  }

  #fill(order: Order, quantity: number, price: number, reference: number, fee: number, ts: number): void {
    const { ledger } = this.sessions[order.session];
    const signedQuantity = order.side * quantity;
    order.filledQuantity += quantity;
    const complete = order.filledQuantity >= order.quantity;
    advance(order, complete ? 'filled' : 'partially_filled');
    if (complete) this.#orders.delete(order.id);
    const trade = ledger.apply(order.slot, signedQuantity, price, fee, ts, this.#index);
    const { id: orderId, session, slot } = order;
    this.#sink.fill({ ts, orderId, session, slot, signedQuantity, price, fee, referencePrice: reference });
    if (trade) this.#sink.trade(trade);
  }

  #end(order: Order, status: OrderStatus, reason: string, ts: number): void {
    if (!isOpen(order)) return;
    this.#orders.delete(order.id);
    advance(order, status);
    if (status === 'refused') this.#sink.refusal({ ts, order, rule: 'size', reason });
    else this.#sink.order(order, ts);
  }
}

function marketOrder(slot: number, side: Side, quantity: number | null, intent: Intent): OrderRequest {
  return { slot, side, type: 'market', quantity, intent };
}

/** What is wrong with a request, or null. A strategy that gives such an order has a defect: it throws. */
function faultOf(request: OrderRequest, slots: number): string | null {
  const { slot, side, type, quantity, exposure, price } = request;
  if (!(Number.isInteger(slot) && slot >= 0 && slot < slots)) return `slot must be 0..${slots - 1}, found ${slot}`;
  if (side !== 1 && side !== -1) return `side must be 1 or -1, found ${side}`;
  if (quantity !== null && !(Number.isFinite(quantity) && quantity >= 0)) {
    return `quantity must be a number >= 0 or null, found ${quantity}`;
  }
  if (quantity === null && !(exposure !== undefined && Number.isFinite(exposure) && exposure > 0)) {
    return `an order without quantity needs an exposure > 0, found ${exposure}`;
  }
  if (type !== 'market' && !(price !== undefined && Number.isFinite(price))) {
    return `a ${type} order needs a price, found ${price}`;
  }
  return null;
}
