/**
 * Solvency: once the equity behind a session is gone, nothing is entered any more. What leads out of a position may leave.
 * For accounts without a leverage; with one, buying power says the same.
 */
import type { Order } from '../model/order.ts';
import type { GateRule, Objection } from './gate.ts';

/** What the rule asks of the engine. */
export interface SolvencyBook {
  /** Of the money that pays for what the session does, base currency. */
  equityOf(session: number): number;
  /** Units the session holds, signed. */
  quantityOf(session: number, slot: number): number;
}

export class Solvency implements GateRule {
  readonly #book: SolvencyBook;

  constructor(book: SolvencyBook) {
    this.#book = book;
  }

  judge({ session, slot, side, quantity, reduceOnly }: Order): Objection | null {
    if (reduceOnly) return null;
    const equity = this.#book.equityOf(session);
    if (!(equity <= 0) || quantity <= -side * this.#book.quantityOf(session, slot)) return null;
    return { rule: 'ruin', reason: `nothing is left to trade with, found equity of ${equity.toFixed(2)}` };
  }
}
