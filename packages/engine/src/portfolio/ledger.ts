/**
 * The books of one sub-account: cash by currency, positions by slot, and the round trips they make. Every change of
 * equity is explained by an event (decision 16):
 *
 *   Δequity = Σ qty·Δmark·multiplier·fx + FX revaluation of cash − fees ± dividends, funding, borrow
 *
 * Cash books hold the full value, margined books only the gain since the last settlement. Averages are of cost: adding
 * to a position moves its average price, reducing it realises the difference.
 */

import type { FactSink, Trade } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';
import type { PortfolioView } from '../model/portfolio-view.ts';
import type { Slice } from '../model/slice.ts';
import { initialMargin, maintenanceMargin } from './margin.ts';

/** A currency whose rate is the mark of an FX instrument, or its inverse. */
interface RateSource {
  readonly slot: number;
  readonly currency: string;
  readonly isInverse: boolean;
}

/** Everything a ledger needs to go on; arrays by slot, money by currency. */
export interface LedgerState {
  readonly cash: readonly number[];
  readonly fx: readonly number[];
  readonly positions: Readonly<Record<PositionField, readonly number[]>>;
}

const positionFields = [
  'quantity',
  'averagePrice',
  'mark',
  'settled',
  'entryTs',
  'entryIndex',
  'entryFees',
  'highest',
  'lowest',
] as const;
type PositionField = (typeof positionFields)[number];

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
  /** Money per point per unit in base currency: multiplier · fx. */
  readonly #unit: Float64Array;
  /** Instruments whose marks are exchange rates of this ledger. */
  readonly #rates: readonly RateSource[];
  /** Positions that are not zero. */
  #open = 0;
  /** The sums below are of before the latest change. */
  #isStale = true;
  #cashNow = 0;
  #equityNow = 0;
  #exposureNow = 0;

  constructor(instruments: readonly Instrument[], baseCurrency: string, capital: number, session: number) {
    this.#instruments = instruments;
    this.#session = session;
    this.#currencies = [...new Set([baseCurrency, ...instruments.map((i) => i.currency)])];
    this.#rates = rateSources(instruments, this.#currencies);
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
    this.#unit = new Float64Array(slots);
    this.#updateUnits();
  }

  /** Base currency; foreign cash at its latest rate. */
  get cash(): number {
    if (this.#isStale) this.#revalue();
    return this.#cashNow;
  }

  get equity(): number {
    if (this.#isStale) this.#revalue();
    return this.#equityNow;
  }

  /** Σ qty·mark·multiplier·fx, signed, base currency. */
  get exposure(): number {
    if (this.#isStale) this.#revalue();
    return this.#exposureNow;
  }

  /** Whether any position is open. */
  get isFlat(): boolean {
    return this.#open === 0;
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
    this.#isStale = true;

    if (before === 0) {
      this.#open++;
      this.#begin(slot, signedQuantity, price, fee, ts, index);
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
    for (let k = 0; k < this.#rates.length; k++) {
      const { slot, currency, isInverse } = this.#rates[k];
      if (present[slot] === 1) this.setRate(currency, isInverse ? 1 / close[slot] : close[slot]);
    }
    if (this.#open === 0) return;
    const quantity = this.#quantity;
    for (let slot = 0; slot < quantity.length; slot++) {
      if (quantity[slot] === 0 || present[slot] === 0) continue;
      this.#mark[slot] = close[slot];
      this.#isStale = true;
      this.#stretch(slot, high[slot], low[slot]);
    }
  }

  /** Tells what the sub-account is worth after a slice. */
  report({ ts }: Slice, sink: FactSink): void {
    if (this.#isStale) this.#revalue();
    sink.mark(ts, this.#session, this.#equityNow, this.#cashNow, this.#exposureNow);
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

  /** Charges what borrowing a short position has cost over so many days (ACT/360). Returns the money, ≤ 0. */
  payBorrow(slot: number, days: number): number {
    const quantity = this.#quantity[slot];
    const { borrowBps, multiplier } = this.#instruments[slot];
    if (!(quantity < 0 && borrowBps > 0)) return 0;
    return this.#receive(slot, (quantity * this.#mark[slot] * multiplier * (borrowBps / 1e4) * days) / 360);
  }

  /** Money bound by all positions, base currency. */
  initialMargin(leverage: number): number {
    let sum = 0;
    for (let slot = 0; slot < this.#quantity.length; slot++) {
      const quantity = this.#quantity[slot];
      if (quantity !== 0) sum += this.initialMarginOf(slot, quantity, this.#mark[slot], leverage);
    }
    return sum;
  }

  /** The same of a position of so many units at this price. */
  initialMarginOf(slot: number, quantity: number, price: number, leverage: number): number {
    return this.inBase(slot, initialMargin(this.#instruments[slot], quantity, price, leverage));
  }

  /** Equity below which positions are closed by force, base currency. */
  get maintenanceMargin(): number {
    let sum = 0;
    for (let slot = 0; slot < this.#quantity.length; slot++) {
      const quantity = this.#quantity[slot];
      if (quantity === 0) continue;
      sum += this.inBase(slot, maintenanceMargin(this.#instruments[slot], quantity, this.#mark[slot]));
    }
    return sum;
  }

  /** Variation margin of a margined book moves into cash; equity does not change by it. */
  settle(slot: number, price: number): void {
    if (this.#instruments[slot].book !== 'margined') return;
    this.#isStale = true;
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
    this.#isStale = true;
    this.#quantity[slot] *= ratio;
    for (const prices of [this.#averagePrice, this.#mark, this.#settled, this.#highest, this.#lowest]) {
      prices[slot] /= ratio;
    }
  }

  /** One unit of `currency` in base currency; unknown currencies concern nobody here. */
  setRate(currency: string, rate: number): void {
    const index = this.#currencies.indexOf(currency);
    if (index <= 0) return;
    this.#fx[index] = rate;
    this.#updateUnits();
  }

  /** Value of so many units at a price, base currency. */
  notional(slot: number, quantity: number, price: number): number {
    return quantity * price * this.#unit[slot];
  }

  /** What a cash flow is worth in base currency. */
  inBase(slot: number, amount: number): number {
    return amount * this.#fx[this.#currencyOf[slot]];
  }

  save(): LedgerState {
    const columns = this.#positionColumns();
    const valuesOf = (field: PositionField) => [field, [...columns[field]]] as const;
    const positions = Object.fromEntries(positionFields.map(valuesOf)) as Record<PositionField, number[]>;
    return { cash: [...this.#cash], fx: [...this.#fx], positions };
  }

  load({ cash, fx, positions }: LedgerState): void {
    this.#cash.set(cash);
    this.#fx.set(fx);
    const columns = this.#positionColumns();
    for (const field of positionFields) columns[field].set(positions[field]);
    this.#open = this.#quantity.reduce((count, quantity) => (quantity === 0 ? count : count + 1), 0);
    this.#updateUnits();
  }

  #positionColumns(): Record<PositionField, Float64Array> {
    return {
      quantity: this.#quantity,
      averagePrice: this.#averagePrice,
      mark: this.#mark,
      settled: this.#settled,
      entryTs: this.#entryTs,
      entryIndex: this.#entryIndex,
      entryFees: this.#entryFees,
      highest: this.#highest,
      lowest: this.#lowest,
    };
  }

  #receive(slot: number, amount: number): number {
    this.#isStale = true;
    this.#cash[this.#currencyOf[slot]] += amount;
    return amount;
  }

  #updateUnits(): void {
    this.#isStale = true;
    for (let slot = 0; slot < this.#unit.length; slot++) {
      this.#unit[slot] = this.#instruments[slot].multiplier * this.#fx[this.#currencyOf[slot]];
    }
  }

  #revalue(): void {
    let cash = this.#cash[0];
    for (let c = 1; c < this.#cash.length; c++) if (this.#cash[c] !== 0) cash += this.#cash[c] * this.#fx[c];
    let equity = cash;
    let exposure = 0;
    for (let slot = 0; slot < this.#quantity.length; slot++) {
      const quantity = this.#quantity[slot];
      if (quantity === 0) continue;
      equity += this.#value(slot, this.#mark[slot]);
      exposure += quantity * this.#mark[slot] * this.#unit[slot];
    }
    this.#cashNow = cash;
    this.#equityNow = equity;
    this.#exposureNow = exposure;
    this.#isStale = false;
  }

  #value(slot: number, price: number): number {
    const basis = this.#instruments[slot].book === 'cash' ? price : price - this.#settled[slot];
    return this.#quantity[slot] * basis * this.#unit[slot];
  }

  #begin(slot: number, signedQuantity: number, price: number, fee: number, ts: number, index: number): void {
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
      this.#begin(slot, after, price, fee - exitFee, ts, index);
    } else {
      // What is left below one part in 10^12 of the trade is rounding, not a position.
      const left = Math.abs(after) <= Math.abs(signedQuantity) * 1e-12 ? 0 : after;
      this.#quantity[slot] = left;
      if (left === 0) {
        this.#averagePrice[slot] = Number.NaN;
        this.#open--;
      }
    }
    return trade;
  }
}

/** FX instruments between the base currency (the first) and another one of the ledger. */
function rateSources(instruments: readonly Instrument[], currencies: readonly string[]): RateSource[] {
  const [base] = currencies;
  const sources: RateSource[] = [];
  for (const [slot, { unitCurrency, currency }] of instruments.entries()) {
    if (unitCurrency === base) sources.push({ slot, currency, isInverse: true });
    else if (currency === base && unitCurrency !== null)
      sources.push({ slot, currency: unitCurrency, isInverse: false });
  }
  return sources;
}
