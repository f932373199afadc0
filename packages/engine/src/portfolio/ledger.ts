/**
 * The books of one sub-account: cash by currency, positions by slot, and the round trips they make. Every change of
 * equity is explained by an event (decision 16):
 *
 *   Δequity = Σ qty·Δmark·multiplier·fx + FX revaluation of cash − fees ± dividends, funding, borrow
 *
 * Cash books hold the full value, margined books only the gain since the last settlement. Averages are of cost: adding
 * to a position moves its average price, reducing it realises the difference.
 */

import type { Trade } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';
import type { PortfolioView } from '../model/portfolio-view.ts';
import type { Slice } from '../model/slice.ts';

export class Ledger implements PortfolioView {
  readonly #instruments: readonly Instrument[];
  readonly #session: number;
  /** Currency index of each slot; index 0 is the base currency. */
  readonly #currencyOf: Int32Array;
  readonly #currencies: string[];
  readonly #cash: Float64Array;
  readonly #fx: Float64Array;

  readonly #quantity: Float64Array;
  readonly #averagePrice: Float64Array;
  readonly #mark: Float64Array;
  /** Margined books: price up to which gains are already in cash. */
  readonly #settled: Float64Array;
  readonly #entryTs: Float64Array;
  readonly #entryIndex: Float64Array;
  readonly #entryFees: Float64Array;
  readonly #highest: Float64Array;
  readonly #lowest: Float64Array;

  constructor(instruments: readonly Instrument[], baseCurrency: string, capital: number, session: number) {
    this.#instruments = instruments;
    this.#session = session;
    this.#currencies = [...new Set([baseCurrency, ...instruments.map((i) => i.currency)])];
    this.#currencyOf = Int32Array.from(instruments, (i) => this.#currencies.indexOf(i.currency));
    this.#cash = new Float64Array(this.#currencies.length);
    this.#cash[0] = capital;
    // A foreign currency has no value until a rate has come; NaN makes equity undefined rather than wrong.
    this.#fx = new Float64Array(this.#currencies.length).fill(Number.NaN);
    this.#fx[0] = 1;
    const slots = instruments.length;
    this.#quantity = new Float64Array(slots);
    this.#averagePrice = new Float64Array(slots).fill(Number.NaN);
    this.#mark = new Float64Array(slots).fill(Number.NaN);
    this.#settled = new Float64Array(slots).fill(Number.NaN);
    this.#entryTs = new Float64Array(slots);
    this.#entryIndex = new Float64Array(slots);
    this.#entryFees = new Float64Array(slots);
    this.#highest = new Float64Array(slots);
    this.#lowest = new Float64Array(slots);
  }

  /** Base currency; foreign cash at its latest rate. */
  get cash(): number {
    let cash = this.#cash[0];
    for (let c = 1; c < this.#cash.length; c++) if (this.#cash[c] !== 0) cash += this.#cash[c] * this.#fx[c];
    return cash;
  }

  get equity(): number {
    let equity = this.cash;
    for (let slot = 0; slot < this.#quantity.length; slot++) {
      if (this.#quantity[slot] !== 0) equity += this.#value(slot, this.#mark[slot]);
    }
    return equity;
  }

  /** Σ qty·mark·multiplier·fx, signed, base currency. */
  get exposure(): number {
    let exposure = 0;
    for (let slot = 0; slot < this.#quantity.length; slot++) {
      const quantity = this.#quantity[slot];
      if (quantity !== 0) exposure += quantity * this.#mark[slot] * this.#unit(slot);
    }
    return exposure;
  }

  quantity(slot: number): number {
    return this.#quantity[slot];
  }

  averagePrice(slot: number): number {
    return this.#averagePrice[slot];
  }

  /** Gain of the open position at its latest mark, before exit costs, in the instrument's currency. */
  openGain(slot: number): number {
    const quantity = this.#quantity[slot];
    if (quantity === 0) return 0;
    return quantity * (this.#mark[slot] - this.#averagePrice[slot]) * this.#instruments[slot].multiplier;
  }

  /** Equity if this slot were marked at `price`, in the instrument's currency: what sizing at a fill starts from. */
  equityAt(slot: number, price: number): number {
    const quantity = this.#quantity[slot];
    const base =
      quantity === 0 ? this.equity : this.equity - this.#value(slot, this.#mark[slot]) + this.#value(slot, price);
    return base / this.#fx[this.#currencyOf[slot]];
  }

  /** Books an execution. Returns the closed round trip when it reduced or closed a position, else null. */
  apply(slot: number, signedQuantity: number, price: number, fee: number, ts: number, index: number): Trade | null {
    const { multiplier, book } = this.#instruments[slot];
    const currency = this.#currencyOf[slot];
    const before = this.#quantity[slot];
    this.#cash[currency] -= fee;
    if (book === 'cash') {
      this.#cash[currency] -= signedQuantity * price * multiplier;
    } else {
      if (before !== 0) this.#cash[currency] += before * (price - this.#settled[slot]) * multiplier;
      this.#settled[slot] = price;
    }
    this.#mark[slot] = price;

    if (before === 0) {
      this.#open(slot, signedQuantity, price, fee, ts, index);
      return null;
    }
    const after = before + signedQuantity;
    if (before * signedQuantity > 0) {
      this.#averagePrice[slot] = (this.#averagePrice[slot] * before + price * signedQuantity) / after;
      this.#entryFees[slot] += fee;
      this.#quantity[slot] = after;
      this.#stretch(slot, price, price);
      return null;
    }
    return this.#reduce(slot, before, after, signedQuantity, price, fee, ts, index);
  }

  /** Revalues with the closes of a slice and remembers how far prices went for the open trades. */
  mark(slice: Slice): void {
    const { present, close, high, low } = slice;
    for (let slot = 0; slot < this.#quantity.length; slot++) {
      if (present[slot] === 0) continue;
      this.#mark[slot] = close[slot];
      if (this.#quantity[slot] !== 0) this.#stretch(slot, high[slot], low[slot]);
    }
  }

  /** Dividend per unit held, paid in the instrument's currency; shorts pay it. Returns the money. */
  payDividend(slot: number, perUnit: number): number {
    return this.#receive(slot, this.#quantity[slot] * perUnit * this.#instruments[slot].multiplier);
  }

  /** Perpetual funding on the marked notional: longs pay when the rate is positive. Returns the money. */
  payFunding(slot: number, rate: number): number {
    const quantity = this.#quantity[slot];
    if (quantity === 0) return 0;
    return this.#receive(slot, -quantity * this.#mark[slot] * this.#instruments[slot].multiplier * rate);
  }

  /** Variation margin of a margined book moves into cash; equity does not change by it. */
  settle(slot: number, price: number): void {
    if (this.#instruments[slot].book !== 'margined') return;
    const quantity = this.#quantity[slot];
    if (quantity !== 0) {
      const gain = quantity * (price - this.#settled[slot]) * this.#instruments[slot].multiplier;
      this.#cash[this.#currencyOf[slot]] += gain;
    }
    this.#settled[slot] = price;
    this.#mark[slot] = price;
  }

  /** `ratio` new units for one old: quantities grow, prices shrink, money stays. */
  split(slot: number, ratio: number): void {
    this.#quantity[slot] *= ratio;
    for (const prices of [this.#averagePrice, this.#mark, this.#settled, this.#highest, this.#lowest]) {
      prices[slot] /= ratio;
    }
  }

  /** One unit of `currency` in base currency; unknown currencies concern nobody here. */
  setRate(currency: string, rate: number): void {
    const index = this.#currencies.indexOf(currency);
    if (index > 0) this.#fx[index] = rate;
  }

  /** Value of so many units at a price, base currency. */
  notional(slot: number, quantity: number, price: number): number {
    return quantity * price * this.#unit(slot);
  }

  /** What a cash flow is worth in base currency. */
  inBase(slot: number, amount: number): number {
    return amount * this.#fx[this.#currencyOf[slot]];
  }

  #receive(slot: number, amount: number): number {
    this.#cash[this.#currencyOf[slot]] += amount;
    return amount;
  }

  /** Money per point per unit, in base currency. */
  #unit(slot: number): number {
    return this.#instruments[slot].multiplier * this.#fx[this.#currencyOf[slot]];
  }

  #value(slot: number, price: number): number {
    const basis = this.#instruments[slot].book === 'cash' ? price : price - this.#settled[slot];
    return this.#quantity[slot] * basis * this.#unit(slot);
  }

  #open(slot: number, signedQuantity: number, price: number, fee: number, ts: number, index: number): void {
    this.#quantity[slot] = signedQuantity;
    this.#averagePrice[slot] = price;
    this.#entryTs[slot] = ts;
    this.#entryIndex[slot] = index;
    this.#entryFees[slot] = fee;
    this.#highest[slot] = price;
    this.#lowest[slot] = price;
  }

  #stretch(slot: number, high: number, low: number): void {
    if (high > this.#highest[slot]) this.#highest[slot] = high;
    if (low < this.#lowest[slot]) this.#lowest[slot] = low;
  }

  #reduce(
    slot: number,
    before: number,
    after: number,
    signedQuantity: number,
    price: number,
    fee: number,
    ts: number,
    index: number,
  ): Trade {
    const side = before > 0 ? 1 : -1;
    const turns = before * after < 0;
    const closed = turns ? Math.abs(before) : Math.abs(signedQuantity);
    // An execution that turns the position pays one fee for two legs: each carries its share.
    const exitFee = turns ? (fee * closed) / Math.abs(signedQuantity) : fee;
    const entryFee = (this.#entryFees[slot] * closed) / Math.abs(before);
    const entryPrice = this.#averagePrice[slot];
    this.#stretch(slot, price, price);
    const rise = this.#highest[slot] / entryPrice - 1;
    const fall = this.#lowest[slot] / entryPrice - 1;
    const trade: Trade = {
      session: this.#session,
      slot,
      side,
      quantity: closed,
      entryTs: this.#entryTs[slot],
      exitTs: ts,
      entryIndex: this.#entryIndex[slot],
      exitIndex: index,
      entryPrice,
      exitPrice: price,
      entryNotional: entryPrice * closed * this.#instruments[slot].multiplier,
      fees: entryFee + exitFee,
      pnl: side * closed * (price - entryPrice) * this.#instruments[slot].multiplier - entryFee - exitFee,
      maxAdverse: side > 0 ? fall : -rise,
      maxFavourable: side > 0 ? rise : -fall,
    };
    this.#entryFees[slot] -= entryFee;
    if (turns) {
      this.#open(slot, after, price, fee - exitFee, ts, index);
    } else {
      // What is left below one part in 10^12 of the trade is rounding, not a position.
      const left = Math.abs(after) <= Math.abs(signedQuantity) * 1e-12 ? 0 : after;
      this.#quantity[slot] = left;
      if (left === 0) this.#averagePrice[slot] = Number.NaN;
    }
    return trade;
  }
}
