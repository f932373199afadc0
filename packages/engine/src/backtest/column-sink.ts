/** The sink of a backtest: facts become columns, no object per bar. */
import type { CashFlowKind, FactSink, Fill, Refusal, Trade } from '../model/fact.ts';

/** A cash flow without a fill, base currency. */
export interface CashFlow {
  readonly ts: number;
  readonly slot: number;
  readonly kind: CashFlowKind;
  readonly amount: number;
}

export class ColumnSink implements FactSink {
  readonly trades: Trade[] = [];
  readonly fills: Fill[] = [];
  readonly refusals: Refusal[] = [];
  readonly cashFlows: CashFlow[] = [];
  #orders = 0;
  #length = 0;
  readonly #ts: Float64Array;
  readonly #equity: Float64Array;
  readonly #cash: Float64Array;
  readonly #exposure: Float64Array;

  /** `capacity`: the largest number of slices that can come. */
  constructor(capacity: number) {
    this.#ts = new Float64Array(capacity);
    this.#equity = new Float64Array(capacity);
    this.#cash = new Float64Array(capacity);
    this.#exposure = new Float64Array(capacity);
  }

  /** Orders that were accepted. */
  get orders(): number {
    return this.#orders;
  }

  order(order: { readonly status: string }): void {
    if (order.status === 'accepted') this.#orders++;
  }

  fill(fill: Fill): void {
    this.fills.push(fill);
  }

  trade(trade: Trade): void {
    this.trades.push(trade);
  }

  refusal(refusal: Refusal): void {
    this.refusals.push(refusal);
  }

  cashFlow(ts: number, _session: number, slot: number, kind: CashFlowKind, amount: number): void {
    this.cashFlows.push({ ts, slot, kind, amount });
  }

  /** The sessions of an account add up to one row; a second mark of the same moment replaces the first. */
  mark(ts: number, session: number, equity: number, cash: number, exposure: number): void {
    if (session > 0) {
      const row = this.#length - 1;
      this.#equity[row] += equity;
      this.#cash[row] += cash;
      this.#exposure[row] += exposure;
      return;
    }
    const again = this.#length > 0 && this.#ts[this.#length - 1] === ts;
    const row = again ? this.#length - 1 : this.#length++;
    this.#ts[row] = ts;
    this.#equity[row] = equity;
    this.#cash[row] = cash;
    this.#exposure[row] = exposure;
  }

  /** The equity curve so far; views of the sink's own memory. */
  curve(): EquityCurve {
    return {
      length: this.#length,
      ts: this.#ts.subarray(0, this.#length),
      equity: this.#equity.subarray(0, this.#length),
      cash: this.#cash.subarray(0, this.#length),
      exposure: this.#exposure.subarray(0, this.#length),
    };
  }
}

/** State of the account after each slice: base currency, ts as epoch ms UTC. */
export interface EquityCurve {
  readonly length: number;
  readonly ts: Float64Array;
  readonly equity: Float64Array;
  readonly cash: Float64Array;
  readonly exposure: Float64Array;
}
