/**
 * Buying power: an order that would bind more margin than there is equity does not leave. What may still fill counts too:
 * of each instrument the worse of "all buys fill" and "all sells fill". Orders that bind no more than before always pass,
 * so that an account beyond its limit can be led back.
 */
import type { Order } from '../model/order.ts';
import type { Ledger } from '../portfolio/ledger.ts';
import type { GateRule, Objection } from './gate.ts';

/** What the rule asks of the engine. */
export interface AccountBook {
  /** The sub-accounts whose money pays for what this one does, itself among them, by session. */
  ledgersOf(session: number): ReadonlyMap<number, Ledger>;
  openOrders(): Iterable<Order>;
  /** Latest close of an instrument; NaN before its first bar. */
  priceOf(slot: number): number;
}

export class BuyingPower implements GateRule {
  readonly #book: AccountBook;
  readonly #slots: number;
  readonly #leverage: number;

  constructor(book: AccountBook, slots: number, leverage: number) {
    if (!(leverage > 0)) throw new RangeError(`leverage must be > 0, found ${leverage}`);
    this.#book = book;
    this.#slots = slots;
    this.#leverage = leverage;
  }

  judge(order: Order): Objection | null {
    if (order.reduceOnly) return null;
    const ledgers = this.#book.ledgersOf(order.session);
    let equity = 0;
    for (const ledger of ledgers.values()) equity += ledger.equity;
    const bound = this.#bound(ledgers, equity, null);
    const binds = this.#bound(ledgers, equity, order);
    if (binds <= equity || binds <= bound) return null;
    const reason = `the order would bind ${binds.toFixed(2)}, found equity of ${equity.toFixed(2)}`;
    return { rule: 'buying_power', reason: Number.isNaN(binds) ? 'the instrument has no price yet' : reason };
  }

  /** Margin of positions and open orders, with one more order; base currency. */
  #bound(ledgers: ReadonlyMap<number, Ledger>, equity: number, extra: Order | null): number {
    let sum = 0;
    for (const [session, ledger] of ledgers) {
      const buys = new Float64Array(this.#slots);
      const sells = new Float64Array(this.#slots);
      const add = (order: Order) => {
        if (order.session !== session || order.reduceOnly) return;
        const units = this.#unitsOf(order, ledger, equity);
        (order.side > 0 ? buys : sells)[order.slot] += units;
      };
      for (const order of this.#book.openOrders()) add(order);
      if (extra) add(extra);
      for (let slot = 0; slot < this.#slots; slot++) {
        const held = ledger.quantity(slot);
        const worst = Math.max(Math.abs(held + buys[slot]), Math.abs(held - sells[slot]));
        if (worst > 0 || Number.isNaN(worst)) {
          sum += ledger.initialMarginOf(slot, worst, this.#book.priceOf(slot), this.#leverage);
        }
      }
    }
    return sum;
  }

  /** What the order may still fill; of one that is sized at its fill: at the latest price. */
  #unitsOf(order: Order, ledger: Ledger, equity: number): number {
    if (!Number.isNaN(order.quantity)) return order.quantity - order.filledQuantity;
    return (order.exposure * equity) / ledger.notional(order.slot, 1, this.#book.priceOf(order.slot));
  }
}
