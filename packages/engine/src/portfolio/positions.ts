/**
 * The positions of a sub-account by slot, and the round trips they make. Averages are of cost: adding to a position moves
 * its average price, reducing it realises the difference.
 */
import type { Trade } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';

const columns = [
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

/** Each column by slot. */
export type PositionsState = Readonly<Record<(typeof columns)[number], readonly number[]>>;

export class Positions {
  /** Units, signed. */
  readonly quantity: Float64Array;
  /** NaN when flat. */
  readonly averagePrice: Float64Array;
  /** Price a position is valued at; of flat ones it may be an old one. */
  readonly mark: Float64Array;
  /** Margined books: price up to which gains are already in cash. */
  readonly settled: Float64Array;
  readonly entryTs: Float64Array;
  readonly entryIndex: Float64Array;
  readonly entryFees: Float64Array;
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
  readonly #instruments: readonly Instrument[];
  readonly #session: number;
  #open = 0;

  constructor(instruments: readonly Instrument[], session: number) {
    const slots = instruments.length;
    this.#instruments = instruments;
    this.#session = session;
    this.quantity = new Float64Array(slots);
    this.averagePrice = new Float64Array(slots).fill(Number.NaN);
    this.mark = new Float64Array(slots).fill(Number.NaN);
    this.settled = new Float64Array(slots).fill(Number.NaN);
    this.entryTs = new Float64Array(slots);
    this.entryIndex = new Float64Array(slots);
    this.entryFees = new Float64Array(slots);
    this.highest = new Float64Array(slots);
    this.lowest = new Float64Array(slots);
  }

  get isFlat(): boolean {
    return this.#open === 0;
  }

  /** Takes an execution in. Returns the closed round trip when it reduced or closed a position, else null. */
  execute(slot: number, signedQuantity: number, price: number, fee: number, ts: number, index: number): Trade | null {
    const before = this.quantity[slot];
    this.mark[slot] = price;
    if (before === 0) {
      this.#open++;
      this.#begin(slot, signedQuantity, price, fee, ts, index);
      return null;
    }
    const after = before + signedQuantity;
    if (before * signedQuantity > 0) {
      this.averagePrice[slot] = (this.averagePrice[slot] * before + price * signedQuantity) / after;
      this.entryFees[slot] += fee;
      this.quantity[slot] = after;
      this.stretch(slot, price, price);
      return null;
    }
    return this.#reduce(slot, before, after, signedQuantity, price, fee, ts, index);
  }

  /** The price has been this high and this low while the position was open. */
  stretch(slot: number, high: number, low: number): void {
    if (high > this.highest[slot]) this.highest[slot] = high;
    if (low < this.lowest[slot]) this.lowest[slot] = low;
  }

  /** `ratio` new units for one old. */
  split(slot: number, ratio: number): void {
    this.quantity[slot] *= ratio;
    for (const prices of [this.averagePrice, this.mark, this.settled, this.highest, this.lowest]) prices[slot] /= ratio;
  }

  save(): PositionsState {
    return Object.fromEntries(columns.map((column) => [column, [...this[column]]])) as Record<
      (typeof columns)[number],
      number[]
    >;
  }

  load(state: PositionsState): void {
    for (const column of columns) this[column].set(state[column]);
    this.#open = this.quantity.reduce((count, quantity) => (quantity === 0 ? count : count + 1), 0);
  }

  #begin(slot: number, signedQuantity: number, price: number, fee: number, ts: number, index: number): void {
    this.quantity[slot] = signedQuantity;
    this.averagePrice[slot] = price;
    this.entryTs[slot] = ts;
    this.entryIndex[slot] = index;
    this.entryFees[slot] = fee;
    this.highest[slot] = price;
    this.lowest[slot] = price;
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
    const entryFee = (this.entryFees[slot] * closed) / Math.abs(before);
    const entryPrice = this.averagePrice[slot];
    const { multiplier } = this.#instruments[slot];
    this.stretch(slot, price, price);
    const rise = this.highest[slot] / entryPrice - 1;
    const fall = this.lowest[slot] / entryPrice - 1;
    const trade: Trade = {
      session: this.#session,
      slot,
      side,
      quantity: closed,
      entryTs: this.entryTs[slot],
      exitTs: ts,
      entryIndex: this.entryIndex[slot],
      exitIndex: index,
      entryPrice,
      exitPrice: price,
      entryNotional: entryPrice * closed * multiplier,
      fees: entryFee + exitFee,
      pnl: side * closed * (price - entryPrice) * multiplier - entryFee - exitFee,
      maxAdverse: side > 0 ? fall : -rise,
      maxFavourable: side > 0 ? rise : -fall,
    };
    this.entryFees[slot] -= entryFee;
    if (turns) {
      this.#begin(slot, after, price, fee - exitFee, ts, index);
      return trade;
    }
    // What is left below one part in 10^12 of the trade is rounding, not a position.
    const left = Math.abs(after) <= Math.abs(signedQuantity) * 1e-12 ? 0 : after;
    this.quantity[slot] = left;
    if (left === 0) {
      this.averagePrice[slot] = Number.NaN;
      this.#open--;
    }
    return trade;
  }
}
