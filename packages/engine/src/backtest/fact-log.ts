/**
 * Fills and trades of a run as rows of numbers, so that no object stays behind for each of them. Reading makes the
 * objects anew: whoever goes over them more than once keeps what it was given.
 */
import type { Fill, Trade } from '../model/fact.ts';

/** Rows of `width` numbers, one after the other, in memory that doubles when it is full. */
class NumberRows {
  readonly width: number;
  data: Float64Array;
  length = 0;

  constructor(width: number) {
    this.width = width;
    this.data = new Float64Array(64 * width);
  }

  /** Where the next row begins. */
  next(): number {
    const at = this.length * this.width;
    if (at === this.data.length) {
      const larger = new Float64Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.length++;
    return at;
  }
}

export class FillLog {
  readonly #rows = new NumberRows(8);

  add(fill: Fill): void {
    const at = this.#rows.next();
    const { data } = this.#rows;
    data[at] = fill.ts;
    data[at + 1] = fill.orderId;
    data[at + 2] = fill.session;
    data[at + 3] = fill.slot;
    data[at + 4] = fill.signedQuantity;
    data[at + 5] = fill.price;
    data[at + 6] = fill.fee;
    data[at + 7] = fill.referencePrice;
  }

  all(): Fill[] {
    const { data, width, length } = this.#rows;
    const fills: Fill[] = [];
    for (let at = 0; at < length * width; at += width) {
      fills.push({
        ts: data[at],
        orderId: data[at + 1],
        session: data[at + 2],
        slot: data[at + 3],
        signedQuantity: data[at + 4],
        price: data[at + 5],
        fee: data[at + 6],
        referencePrice: data[at + 7],
      });
    }
    return fills;
  }
}

export class TradeLog {
  readonly #rows = new NumberRows(15);

  add(trade: Trade): void {
    const at = this.#rows.next();
    const { data } = this.#rows;
    data[at] = trade.session;
    data[at + 1] = trade.slot;
    data[at + 2] = trade.side;
    data[at + 3] = trade.quantity;
    data[at + 4] = trade.entryTs;
    data[at + 5] = trade.exitTs;
    data[at + 6] = trade.entryIndex;
    data[at + 7] = trade.exitIndex;
    data[at + 8] = trade.entryPrice;
    data[at + 9] = trade.exitPrice;
    data[at + 10] = trade.entryNotional;
    data[at + 11] = trade.fees;
    data[at + 12] = trade.pnl;
    data[at + 13] = trade.maxAdverse;
    data[at + 14] = trade.maxFavourable;
  }

  all(): Trade[] {
    const { data, width, length } = this.#rows;
    const trades: Trade[] = [];
    for (let at = 0; at < length * width; at += width) {
      trades.push({
        session: data[at],
        slot: data[at + 1],
        side: data[at + 2] > 0 ? 1 : -1,
        quantity: data[at + 3],
        entryTs: data[at + 4],
        exitTs: data[at + 5],
        entryIndex: data[at + 6],
        exitIndex: data[at + 7],
        entryPrice: data[at + 8],
        exitPrice: data[at + 9],
        entryNotional: data[at + 10],
        fees: data[at + 11],
        pnl: data[at + 12],
        maxAdverse: data[at + 13],
        maxFavourable: data[at + 14],
      });
    }
    return trades;
  }
}
