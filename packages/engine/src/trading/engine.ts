/**
 * The trading engine: one account, the sessions inside it, one venue, one gate. Everything enters by `process`, every
 * consequence leaves through the sink; backtest, paper and live differ only in who feeds it and which venue it was given.
 */

import type { Venue, VenueState } from '../execution/venue.ts';
import type { BarColumns } from '../model/bar.ts';
import { type BySlot, bySlot, type FeeModel, type PriceModel } from '../model/cost.ts';
import type { EngineEvent, Latch } from '../model/event.ts';
import type { CashFlowKind, FactSink } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Order, Side } from '../model/order.ts';
import { Slice } from '../model/slice.ts';
import type { Ledger } from '../portfolio/ledger.ts';
import { BuyingPower } from '../risk/buying-power.ts';
import { type GateRule, LatchRule } from '../risk/gate.ts';
import { Solvency } from '../risk/solvency.ts';
import type { Sizer } from '../sizing/sizer.ts';
import { tradingDay } from '../time/periods.ts';
import { dayMs } from '../time/timeframe.ts';
import { AccountSizer } from './account-sizer.ts';
import { closeByForce, isForced, isMarginCall } from './margin-call.ts';
import { OrderFlow } from './order-flow.ts';
import { Session, type SessionOptions, type SessionState } from './session.ts';
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
  /**
   * Largest notional as a multiple of equity, for instruments that name no margin of their own. With it orders must find
   * their margin, and positions are closed when equity falls below what keeps them. Null: margins are not looked at, and
   * positions are closed only when no equity is left.
   */
  readonly leverage?: number | null;
  /** Whether the engine closes positions by force as a broker would; a real one does it itself. True when not given. */
  readonly closesOnMarginCall?: boolean;
  /** Further rules of the gate, asked after the latch. */
  readonly rules?: readonly GateRule[];
}

/** A snapshot: plain data, to be stored by whoever keeps the journal. */
export interface EngineState {
  readonly index: number;
  readonly now: number;
  /** Trading day of the latest event; NaN before the first. */
  readonly today: number;
  readonly nextOrderId: number;
  readonly latch: { readonly latch: Latch; readonly reason: string };
  /** Latest closes by slot. */
  readonly prices: readonly number[];
  readonly orders: readonly Readonly<Order>[];
  readonly venue: VenueState;
  readonly sessions: readonly SessionState[];
}

export class TradingEngine {
  readonly instruments: readonly Instrument[];
  readonly sessions: readonly Session[];
  readonly venue: Venue;
  readonly #fees: readonly FeeModel[];
  readonly #prices: readonly PriceModel[];
  readonly #flow: OrderFlow;
  readonly #latch = new LatchRule();
  readonly #leverage: number | null;
  readonly #closesOnMarginCall: boolean;
  readonly #hasBorrow: boolean;
  /** Latest slice; its closes are the latest prices. */
  #slice: Slice;
  /** Trading day of the latest event, and when it ends. */
  #today = Number.NaN;
  #dayEnd = Number.NEGATIVE_INFINITY;

  constructor(options: EngineOptions) {
    const { instruments, venue, sizer, sizing, leverage = null, closesOnMarginCall = true, rules = [] } = options;
    this.instruments = instruments;
    this.venue = venue;
    this.#fees = bySlot(options.fees, instruments.length);
    this.#prices = bySlot(options.prices, instruments.length);
    this.#slice = new Slice(instruments.length);
    this.#leverage = leverage;
    this.#closesOnMarginCall = closesOnMarginCall;
    this.#hasBorrow = instruments.some(({ borrowBps }) => borrowBps > 0);
    const sessions: Session[] = [];
    this.sessions = sessions;
    const accountSizer = new AccountSizer(instruments, this.#fees, sizer, sessions);
    const gate: GateRule[] = [this.#latch, this.#affordability(), ...rules];
    this.#flow = new OrderFlow({ instruments, venue, sizer: accountSizer, rules: gate, sessions });
    const desk = new TargetDesk({ instruments, prices: this.#prices, sizer: accountSizer, sizing }, this.#flow);
    for (const [index, session] of options.sessions.entries()) {
      sessions.push(
        new Session(index, session, {
          submit: (owner, request) => this.#flow.submit(owner, request),
          cancel: (orderId) => this.#cancel(orderId),
          retarget: (owner, slot, wanted, slice) => desk.retarget(owner, slot, wanted, slice),
          openOrders: (owner) => this.openOrders().filter((order) => order.session === owner.index),
          accountEquity: () => this.equity,
        }),
      );
    }
  }

  /** Of the account: all sub-accounts together, base currency. */
  get equity(): number {
    let equity = 0;
    for (const { ledger } of this.sessions) equity += ledger.equity;
    return equity;
  }

  /** Orders that rest at the venue. */
  openOrders(): readonly Order[] {
    return this.#flow.orders.values();
  }

  /** The only door. Synchronous: when it returns, every consequence has gone into the sink. */
  process(event: EngineEvent, sink: FactSink): void {
    const flow = this.#flow;
    if (flow.sink !== sink) flow.sink = sink;
    if (event.kind !== 'slice') {
      this.#processBetween(event);
      return;
    }
    const { slice } = event;
    flow.now = slice.ts;
    flow.index++;
    if (this.#slice !== slice) this.#slice = slice;
    if (this.#hasBorrow && slice.ts > this.#dayEnd) this.#beginDay(slice.ts);
    step(this, slice, flow.index, flow, sink);
  }

  /**
   * Walks rows [from, to) of the only instrument's history as long as they change nothing but marks: the facts are those of
   * their slices, for a fraction of the work. Returns the row whose slice must come; `from` where that is the next one.
   */
  walkQuiet(bars: BarColumns, from: number, to: number, sink: FactSink): number {
    const [session] = this.sessions;
    const isAlone = this.sessions.length === 1 && this.instruments.length === 1;
    if (!isAlone || this.#leverage !== null || this.#hasBorrow || !session.canWalk) return from;
    const row = session.walkQuiet(bars, from, to, this.venue, sink);
    if (row > from) this.#flow.now = bars.ts[row - 1];
    this.#flow.index += row - from;
    return row;
  }

  /** Everything but slices. Apart from them, so that the path of a slice stays short. */
  #processBetween(event: Exclude<EngineEvent, { readonly kind: 'slice' }>): void {
    const flow = this.#flow;
    switch (event.kind) {
      case 'tick':
        flow.now = event.ts;
        if (this.#hasBorrow && event.ts > this.#dayEnd) this.#beginDay(event.ts);
        this.venue.onTick(event.ts, flow);
        return;
      case 'submit':
        flow.now = event.ts;
        flow.submit(this.sessions[event.session], event.request);
        return;
      case 'cancel':
        flow.now = event.ts;
        this.#cancel(event.orderId);
        return;
      case 'halt':
        this.#latch.set(event.latch, event.reason);
        return;
      case 'fill':
        flow.fill(flow.known(event.orderId), event.quantity, event.price, event.price, event.fee, event.ts);
        return;
      case 'end': {
        const { status, reason, ts } = event;
        if (status === 'refused') flow.refuse(flow.known(event.orderId), 'venue', reason, ts);
        else flow.end(flow.known(event.orderId), status, reason, ts);
        return;
      }
      case 'dividend':
        this.#pay(event.ts, event.slot, 'dividend', (ledger) => ledger.payDividend(event.slot, event.perUnit));
        return;
      case 'funding':
        this.#pay(event.ts, event.slot, 'funding', (ledger) => ledger.payFunding(event.slot, event.rate));
        return;
      case 'split':
        for (const session of this.sessions) session.split(event.slot, event.ratio);
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

  /** After a slice was marked: positions that equity no longer carries are closed by force. */
  enforceMargin(): void {
    if (!this.#closesOnMarginCall) return;
    for (const session of this.sessions) {
      if (session.ledger.isFlat || !this.#isCalled(session)) continue;
      closeByForce(session, this.#flow, this.instruments.length);
    }
  }

  /** Closes what is open at the given reference price: the end of a backtest that asks for it. */
  closeOut(slice: Slice, at: 'open' | 'close', sink: FactSink): void {
    this.#flow.sink = sink;
    for (const session of this.sessions) {
      for (const [slot, instrument] of this.instruments.entries()) {
        const quantity = session.ledger.quantity(slot);
        if (quantity === 0) continue;
        const side: Side = quantity > 0 ? -1 : 1;
        const order = this.#flow.create(session, exitOrder(slot, side, Math.abs(quantity)));
        this.#flow.accept(order);
        const reference = slice[at][slot];
        const price = this.#prices[slot].price(reference, side, 'exit', instrument, 0, Number.NaN);
        const turnover = session.turnover.at(slice.ts);
        const fee = this.#fees[slot].fee(order.quantity, price, instrument.multiplier, 'exit', 'taker', turnover);
        this.#flow.fill(order, order.quantity, price, reference, fee, slice.ts);
      }
      session.ledger.report(slice, sink);
    }
  }

  /** Everything it needs to go on, as plain numbers, texts and lists; NaN and Infinity among the numbers. */
  save(): EngineState {
    const { index, now, nextOrderId } = this.#flow;
    return {
      index,
      now,
      today: this.#today,
      nextOrderId,
      latch: { latch: this.#latch.latch, reason: this.#latch.reason },
      prices: [...this.#slice.close],
      orders: this.openOrders().map((order) => ({ ...order })),
      venue: this.venue.save(),
      sessions: this.sessions.map((session) => session.save()),
    };
  }

  /** Goes on from a saved state: of an engine with the same options, its further rules apart, which keep their own. */
  load(state: EngineState): void {
    if (state.sessions.length !== this.sessions.length) {
      throw new Error(`the saved engine has ${state.sessions.length} sessions, expected ${this.sessions.length}`);
    }
    const flow = this.#flow;
    flow.index = state.index;
    flow.now = state.now;
    flow.nextOrderId = state.nextOrderId;
    this.#setDay(state.today);
    this.#latch.set(state.latch.latch, state.latch.reason);
    this.#slice = new Slice(this.instruments.length);
    this.#slice.close.set(state.prices);
    flow.orders.clear();
    const orders = state.orders.map((order) => ({ ...order }));
    for (const order of orders) flow.orders.add(order);
    this.venue.load(state.venue, new Map(orders.map((order) => [order.id, order])));
    for (const [k, session] of this.sessions.entries()) session.load(state.sessions[k]);
  }

  /** A new trading day: short positions pay for the nights since the latest event, at the prices they had then. */
  #beginDay(ts: number): void {
    const nights = tradingDay(ts) - this.#today;
    this.#setDay(tradingDay(ts));
    if (!(nights > 0)) return;
    for (const slot of this.instruments.keys()) {
      this.#pay(ts, slot, 'borrow', (ledger) => ledger.payBorrow(slot, nights));
    }
  }

  #setDay(today: number): void {
    this.#today = today;
    this.#dayEnd = Number.isNaN(today) ? Number.NEGATIVE_INFINITY : (today + 1) * dayMs;
  }

  #pay(ts: number, slot: number, kind: CashFlowKind, pay: (ledger: Ledger) => number): void {
    for (const { ledger, index } of this.sessions) {
      const paid = pay(ledger);
      if (paid !== 0) this.#flow.sink.cashFlow(ts, index, slot, kind, ledger.inBase(slot, paid));
    }
  }

  #cancel(orderId: number): void {
    const order = this.#flow.orders.get(orderId);
    if (order && !isForced(order)) this.#flow.withdraw(order, 'cancelled on request', this.#flow.now);
  }

  /** Whether a session's positions must go. Without a leverage that is one comparison: it is asked after every slice. */
  #isCalled(session: Session): boolean {
    if (this.#leverage === null) return this.#equityBehind(session) <= 0;
    return isMarginCall(this.#ledgersOf(session.index).values());
  }

  #affordability(): GateRule {
    if (this.#leverage === null) {
      return new Solvency({
        equityOf: (session) => this.#equityBehind(this.sessions[session]),
        quantityOf: (session, slot) => this.sessions[session].ledger.quantity(slot),
      });
    }
    const book = {
      ledgersOf: (session: number) => this.#ledgersOf(session),
      openOrders: () => this.#flow.orders.values(),
      priceOf: (slot: number) => this.#slice.close[slot],
    };
    return new BuyingPower(book, this.instruments.length, this.#leverage);
  }

  /** Of its own sub-account, or of the account where sub-accounts share its cash. */
  #equityBehind({ weight, ledger }: Session): number {
    return weight === null ? ledger.equity : this.equity;
  }

  /** Those whose money pays for a session: its own, or of sub-accounts that share the account's cash all. */
  #ledgersOf(session: number): ReadonlyMap<number, Ledger> {
    const { ledger, weight } = this.sessions[session];
    if (weight === null) return new Map([[session, ledger]]);
    return new Map(this.sessions.map((one) => [one.index, one.ledger]));
  }
}
