/**
 * An account kept from the facts alone, by the sentence of decision 16 and nothing else: wealth by currency changes by
 * quantity · Δmark · multiplier, by fees and by flows; equity is wealth at the rates of the moment.
 */
import type { CashFlowKind, FactSink, Fill, Refusal, Trade } from '../model/fact.ts';
import type { Order } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import { instruments } from './random-market.test-support.ts';

export class ShadowAccount implements FactSink {
  /** Facts as they came, as text. */
  readonly facts: string[] = [];
  /** Whatever broke a promise. */
  readonly faults: string[] = [];
  readonly orders = new Map<number, Order>();
  readonly counts = { fills: 0, flows: 0, refusals: 0, trades: 0 };
  readonly #wealth: { USD: number; EUR: number }[];
  readonly #quantity: Float64Array[];
  readonly #mark: Float64Array[];
  #eur = Number.NaN;
  /** The slice being processed, while its closes are not yet marks. */
  #unmarked: Slice | null = null;
  /** Units filled and wanted by orders of one bracket. */
  readonly #brackets = new Map<string, { slot: number; filled: number; size: number }>();

  constructor(capital: readonly number[]) {
    this.#wealth = capital.map((USD) => ({ USD, EUR: 0 }));
    this.#quantity = capital.map(() => new Float64Array(instruments.length));
    this.#mark = capital.map(() => new Float64Array(instruments.length).fill(Number.NaN));
  }

  equity(session: number): number {
    const { USD, EUR } = this.#wealth[session];
    return EUR === 0 ? USD : USD + EUR * this.#eur;
  }

  quantity(session: number, slot: number): number {
    return this.#quantity[session][slot];
  }

  setRate(rate: number): void {
    this.#eur = rate;
  }

  split(slot: number, ratio: number): void {
    for (const quantity of this.#quantity) quantity[slot] *= ratio;
    for (const mark of this.#mark) mark[slot] /= ratio;
    for (const bracket of this.#brackets.values()) {
      if (bracket.slot !== slot) continue;
      bracket.filled *= ratio;
      bracket.size *= ratio;
    }
  }

  settle(slot: number, price: number): void {
    if (instruments[slot].book !== 'margined') return;
    for (const session of this.#quantity.keys()) this.#moveMark(session, slot, price);
  }

  /** A slice comes: orders fill along it, then its closes become marks. */
  begin(slice: Slice): void {
    this.#unmarked = slice;
  }

  end(): void {
    this.#markCloses();
    this.#unmarked = null;
  }

  order(order: Order, ts: number): void {
    const known = this.orders.get(order.id);
    this.facts.push(`order ${ts} ${JSON.stringify(order)}`);
    if (known && !['accepted', 'partially_filled'].includes(known.status)) {
      this.faults.push(`order ${order.id} is ${order.status} after it was ${known.status}`);
    }
    if (order.filledQuantity > order.quantity * (1 + 1e-9)) this.faults.push(`order ${order.id} is over-filled`);
    if (!known && order.parent !== 0 && order.group) {
      const size = Math.max(order.quantity, this.#brackets.get(order.group)?.size ?? 0);
      this.#brackets.set(order.group, { slot: order.slot, filled: 0, size });
    }
    this.orders.set(order.id, { ...order });
  }

  fill(fill: Fill): void {
    this.facts.push(`fill ${JSON.stringify(fill)}`);
    this.counts.fills++;
    const { session, slot, signedQuantity, price, fee } = fill;
    const order = this.orders.get(fill.orderId);
    if (!order) throw new Error(`fill of order ${fill.orderId}, which nobody has heard of`);
    // Market orders that trade at the close do so after the closes were taken into the books.
    if (order.type === 'market' && this.#tradesAtClose) this.#markCloses();
    this.#moveMark(session, slot, price);
    const before = this.#quantity[session][slot];
    const after = before + signedQuantity;
    this.#quantity[session][slot] = Math.abs(after) <= Math.abs(signedQuantity) * 1e-12 ? 0 : after;
    this.#wealth[session][currencyOf(slot)] -= fee;
    if (order.reduceOnly && (before * signedQuantity >= 0 || before * after < -1e-9)) {
      this.faults.push(`order ${order.id} may only reduce, and took ${before} to ${after}`);
    }
    const bracket = order.parent === 0 || order.group === null ? undefined : this.#brackets.get(order.group);
    if (!bracket) return;
    bracket.filled += Math.abs(signedQuantity);
    if (bracket.filled > bracket.size * (1 + 1e-9)) this.faults.push(`${order.group} filled more than its entry`);
  }

  trade(trade: Trade): void {
    this.facts.push(`trade ${JSON.stringify(trade)}`);
    this.counts.trades++;
  }

  refusal({ ts, order, rule, reason }: Refusal): void {
    this.facts.push(`refusal ${ts} ${order.id} ${rule} ${reason}`);
    this.counts.refusals++;
    this.orders.set(order.id, { ...order });
  }

  cashFlow(ts: number, session: number, slot: number, kind: CashFlowKind, amount: number): void {
    this.facts.push(`cashFlow ${ts} ${session} ${slot} ${kind} ${amount}`);
    this.counts.flows++;
    const currency = currencyOf(slot);
    this.#wealth[session][currency] += currency === 'EUR' ? amount / this.#eur : amount;
  }

  mark(ts: number, session: number, equity: number, cash: number, exposure: number): void {
    this.facts.push(`mark ${ts} ${session} ${equity} ${cash} ${exposure}`);
  }

  /** Set by the test: market orders fill at the close. */
  set tradesAtClose(value: boolean) {
    this.#tradesAtClose = value;
  }
  #tradesAtClose = false;

  #markCloses(): void {
    const slice = this.#unmarked;
    if (!slice) return;
    for (const session of this.#quantity.keys()) {
      for (const slot of instruments.keys()) {
        if (slice.present[slot] === 1) this.#moveMark(session, slot, slice.close[slot]);
      }
    }
  }

  #moveMark(session: number, slot: number, price: number): void {
    const quantity = this.#quantity[session][slot];
    if (quantity !== 0) {
      const gain = quantity * (price - this.#mark[session][slot]) * instruments[slot].multiplier;
      this.#wealth[session][currencyOf(slot)] += gain;
    }
    this.#mark[session][slot] = price;
  }
}

function currencyOf(slot: number): 'USD' | 'EUR' {
  return instruments[slot].currency as 'USD' | 'EUR';
}
