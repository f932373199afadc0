/**
 * What a strategy sees of a sub-account that shares the account's cash: its positions are its own, its money is its share
 * of the account. Equity = weight · account equity, the base every size is taken from; cash = what of it is not bound.
 */
import type { PortfolioView } from '../model/portfolio-view.ts';
import type { Ledger } from './ledger.ts';

export class AccountShare implements PortfolioView {
  readonly #ledger: Ledger;
  readonly #weight: number;
  readonly #accountEquity: () => number;

  constructor(ledger: Ledger, weight: number, accountEquity: () => number) {
    this.#ledger = ledger;
    this.#weight = weight;
    this.#accountEquity = accountEquity;
  }

  get equity(): number {
    return this.#weight * this.#accountEquity();
  }

  get cash(): number {
    return this.equity - (this.#ledger.equity - this.#ledger.cash);
  }

  quantity(slot: number): number {
    return this.#ledger.quantity(slot);
  }

  averagePrice(slot: number): number {
    return this.#ledger.averagePrice(slot);
  }
}
