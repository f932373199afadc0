/**
 * The books of one sub-account: cash by currency, positions by slot, and what they are worth. Every change of equity is
 * explained by an event (decision 16):
 *
 *   Δequity = Σ qty·Δmark·multiplier·fx + FX revaluation of cash − fees ± dividends, funding, borrow
 *
 * Cash books hold the full value, margined books only the gain since the last settlement.
 */

import type { BarColumns } from '../model/bar.ts';
import type { FactSink, Trade } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';
import type { PortfolioView } from '../model/portfolio-view.ts';
import type { Slice } from '../model/slice.ts';
import { initialMargin, maintenanceMargin } from './margin.ts';
import { Positions, type PositionsState } from './positions.ts';
import { type RateSource, rateSources } from './rate-sources.ts';

/** Everything a ledger needs to go on; money by currency. */
export interface LedgerState {
  readonly cash: readonly number[];
  readonly fx: readonly number[];
  readonly positions: PositionsState;
}

export class Ledger implements PortfolioView {
  readonly #instruments: readonly Instrument[];
  readonly #session: number;
  readonly #positions: Positions;
  /** Currency index of each slot; index 0 is the base currency. */
  readonly #currencyOf: Int32Array;
  readonly #currencies: string[];
  readonly #cash: Float64Array;
  readonly #fx: Float64Array;
  /** Money per point per unit in base currency: multiplier · fx. */
  readonly #unit: Float64Array;
  /** 1 for margined books. */
  readonly #isMargined: Uint8Array;
  readonly #rates: readonly RateSource[];
  /** The sums below are of before the latest change. */
  #isStale = true;
  /** Something was traded since the latest slice was marked: at its close, or between slices. */
  #hasTraded = false;
  #cashNow = 0;
  #equityNow = 0;
  #exposureNow = 0;

  constructor(instruments: readonly Instrument[], baseCurrency: string, capital: number, session: number) {
    this.#instruments = instruments;
    this.#session = session;
    this.#positions = new Positions(instruments, session);
    this.#currencies = [...new Set([baseCurrency, ...instruments.map((i) => i.currency)])];
    this.#rates = rateSources(instruments, baseCurrency);
    this.#isMargined = Uint8Array.from(instruments, ({ book }) => (book === 'margined' ? 1 : 0));
    this.#currencyOf = Int32Array.from(instruments, (i) => this.#currencies.indexOf(i.currency));
    this.#cash = new Float64Array(this.#currencies.length);
    this.#cash[0] = capital;
    // A foreign currency has no value until a rate has come; NaN makes equity undefined rather than wrong.
    this.#fx = new Float64Array(this.#currencies.length).fill(Number.NaN);
    this.#fx[0] = 1;
    this.#unit = new Float64Array(instruments.length);
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

  get isFlat(): boolean {
    return this.#positions.isFlat;
  }

  quantity(slot: number): number {
    return this.#positions.quantity[slot];
  }

  averagePrice(slot: number): number {
    return this.#positions.averagePrice[slot];
  }

  /** Gain of the open position at its latest mark, before exit costs, in the instrument's currency. */
  openGain(slot: number): number {
    const { quantity, mark, averagePrice } = this.#positions;
    if (quantity[slot] === 0) return 0;
    return quantity[slot] * (mark[slot] - averagePrice[slot]) * this.#instruments[slot].multiplier;
  }

  /** Equity if this slot were marked at `price`, in the instrument's currency: what sizing at a fill starts from. */
  equityAt(slot: number, price: number): number {
    const { quantity, mark } = this.#positions;
    const base =
      quantity[slot] === 0 ? this.equity : this.equity - this.#value(slot, mark[slot]) + this.#value(slot, price);
    return base / this.#fx[this.#currencyOf[slot]];
  }

  /** Books an execution. Returns the closed round trip when it reduced or closed a position, else null. */
  apply(slot: number, signedQuantity: number, price: number, fee: number, ts: number, index: number): Trade | null {
    const { multiplier, book } = this.#instruments[slot];
    const { quantity, settled } = this.#positions;
    const currency = this.#currencyOf[slot];
    const before = quantity[slot];
    this.#isStale = true;
    this.#hasTraded = true;
    this.#cash[currency] -= fee;
    if (book === 'cash') {
      this.#cash[currency] -= signedQuantity * price * multiplier;
    } else {
      if (before !== 0) this.#cash[currency] += before * (price - settled[slot]) * multiplier;
      settled[slot] = price;
    }
    return this.#positions.execute(slot, signedQuantity, price, fee, ts, index);
  }

  /** Revalues with the closes of a slice and remembers how far prices went for the open trades. */
  mark(slice: Slice): void {
    if (this.#rates.length > 0) this.#takeRates(slice);
    const positions = this.#positions;
    this.#hasTraded = false;
    if (positions.isFlat) return;
    const { present, close } = slice;
    const { quantity, mark } = positions;
    for (let slot = 0; slot < quantity.length; slot++) {
      if (quantity[slot] === 0 || present[slot] === 0) continue;
      mark[slot] = close[slot];
      this.#isStale = true;
      positions.stretch(slot, slice.highOf(slot), slice.lowOf(slot));
    }
  }

  /** Tells what the sub-account is worth after a slice; what was traded at its close stands at the close too. */
  report(slice: Slice, sink: FactSink): void {
    if (this.#hasTraded) this.#takeCloses(slice);
    if (this.#isStale) this.#revalue();
    sink.mark(slice.ts, this.#session, this.#equityNow, this.#cashNow, this.#exposureNow);
  }

  /** Whether all money is in the base currency and no rate changes it. */
  get isDomestic(): boolean {
    return this.#currencies.length === 1 && this.#rates.length === 0;
  }

  /**
   * Marks the only instrument with a bar of its history and tells what the sub-account is worth. False, and nothing told,
   * where a position has left no equity: somebody has to act on it.
   */
  walk(bars: BarColumns, row: number, sink: FactSink): boolean {
    const positions = this.#positions;
    if (!positions.isFlat) {
      positions.mark[0] = bars.close[row];
      positions.stretch(0, bars.high[row], bars.low[row]);
      this.#isStale = true;
    }
    if (this.#isStale) this.#revalue();
    if (!(this.#equityNow > 0) && !positions.isFlat) return false;
    sink.mark(bars.ts[row], this.#session, this.#equityNow, this.#cashNow, this.#exposureNow);
    return true;
  }

  /** Dividend per unit held, paid in the instrument's currency; shorts pay it. Returns the money. */
  payDividend(slot: number, perUnit: number): number {
    return this.#receive(slot, this.#positions.quantity[slot] * perUnit * this.#instruments[slot].multiplier);
  }

  /** Perpetual funding on the marked notional: longs pay when the rate is positive. Returns the money. */
  payFunding(slot: number, rate: number): number {
    const { quantity, mark } = this.#positions;
    if (quantity[slot] === 0) return 0;
    return this.#receive(slot, -quantity[slot] * mark[slot] * this.#instruments[slot].multiplier * rate);
  }

  /** Charges what borrowing a short position has cost over so many days (ACT/360). Returns the money, ≤ 0. */
  payBorrow(slot: number, days: number): number {
    const { quantity, mark } = this.#positions;
    const { borrowBps, multiplier } = this.#instruments[slot];
    if (!(quantity[slot] < 0 && borrowBps > 0)) return 0;
    return this.#receive(slot, (quantity[slot] * mark[slot] * multiplier * (borrowBps / 1e4) * days) / 360);
  }

  /** Variation margin of a margined book moves into cash; equity does not change by it. */
  settle(slot: number, price: number): void {
    const { book, multiplier } = this.#instruments[slot];
    if (book !== 'margined') return;
    const { quantity, settled, mark } = this.#positions;
    this.#isStale = true;
    if (quantity[slot] !== 0) {
      this.#cash[this.#currencyOf[slot]] += quantity[slot] * (price - settled[slot]) * multiplier;
    }
    settled[slot] = price;
    mark[slot] = price;
  }

  /** `ratio` new units for one old: quantities grow, prices shrink, money stays. */
  split(slot: number, ratio: number): void {
    this.#isStale = true;
    this.#positions.split(slot, ratio);
  }

  /** One unit of `currency` in base currency; unknown currencies concern nobody here. */
  setRate(currency: string, rate: number): void {
    const index = this.#currencies.indexOf(currency);
    if (index <= 0) return;
    this.#fx[index] = rate;
    this.#updateUnits();
  }

  /** Money bound by all positions, base currency. */
  initialMargin(leverage: number): number {
    const { quantity, mark } = this.#positions;
    let sum = 0;
    for (let slot = 0; slot < quantity.length; slot++) {
      if (quantity[slot] !== 0) sum += this.initialMarginOf(slot, quantity[slot], mark[slot], leverage);
    }
    return sum;
  }

  /** The same of a position of so many units at this price. */
  initialMarginOf(slot: number, quantity: number, price: number, leverage: number): number {
    return this.inBase(slot, initialMargin(this.#instruments[slot], quantity, price, leverage));
  }

  /** Equity below which positions are closed by force, base currency. */
  get maintenanceMargin(): number {
    const { quantity, mark } = this.#positions;
    let sum = 0;
    for (let slot = 0; slot < quantity.length; slot++) {
      if (quantity[slot] === 0) continue;
      sum += this.inBase(slot, maintenanceMargin(this.#instruments[slot], quantity[slot], mark[slot]));
    }
    return sum;
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
    return { cash: [...this.#cash], fx: [...this.#fx], positions: this.#positions.save() };
  }

  load({ cash, fx, positions }: LedgerState): void {
    this.#cash.set(cash);
    this.#fx.set(fx);
    this.#positions.load(positions);
    this.#updateUnits();
  }

  #receive(slot: number, amount: number): number {
    this.#isStale = true;
    this.#cash[this.#currencyOf[slot]] += amount;
    return amount;
  }

  /** A position stands at the price of its latest execution until a close replaces it. */
  #takeCloses({ present, close }: Slice): void {
    const { quantity, mark } = this.#positions;
    this.#hasTraded = false;
    this.#isStale = true;
    for (let slot = 0; slot < quantity.length; slot++) {
      if (quantity[slot] !== 0 && present[slot] === 1) mark[slot] = close[slot];
    }
  }

  #takeRates({ present, close }: Slice): void {
    for (const { slot, currency, isInverse } of this.#rates) {
      if (present[slot] === 1) this.setRate(currency, isInverse ? 1 / close[slot] : close[slot]);
    }
  }

  #updateUnits(): void {
    this.#isStale = true;
    for (let slot = 0; slot < this.#unit.length; slot++) {
      this.#unit[slot] = this.#instruments[slot].multiplier * this.#fx[this.#currencyOf[slot]];
    }
  }

  #revalue(): void {
    const { quantity, mark, settled } = this.#positions;
    const unit = this.#unit;
    const isMargined = this.#isMargined;
    let cash = this.#cash[0];
    for (let c = 1; c < this.#cash.length; c++) if (this.#cash[c] !== 0) cash += this.#cash[c] * this.#fx[c];
    let equity = cash;
    let exposure = 0;
    for (let slot = 0; slot < quantity.length; slot++) {
      const held = quantity[slot];
      if (held === 0) continue;
      const worth = held * mark[slot] * unit[slot];
      exposure += worth;
      equity += isMargined[slot] === 1 ? held * (mark[slot] - settled[slot]) * unit[slot] : worth;
    }
    this.#cashNow = cash;
    this.#equityNow = equity;
    this.#exposureNow = exposure;
    this.#isStale = false;
  }

  #value(slot: number, price: number): number {
    const { quantity, settled } = this.#positions;
    const basis = this.#isMargined[slot] === 1 ? price - settled[slot] : price;
    return quantity[slot] * basis * this.#unit[slot];
  }
}
