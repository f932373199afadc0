/** The sink of a backtest: facts become columns, no object per bar. */
import type { CashFlowKind, FactSink, Fill, Refusal, Trade } from '../model/fact.ts';
import { FillLog, TradeLog } from './fact-log.ts';

/** A cash flow without a fill, base currency. */
export interface CashFlow {
  readonly ts: number;
  readonly session: number;
  readonly slot: number;
  readonly kind: CashFlowKind;
  readonly amount: number;
}

export class ColumnSink implements FactSink {
  readonly #trades = new TradeLog();
  readonly #fills = new FillLog();
  readonly refusals: Refusal[] = [];
  readonly cashFlows: CashFlow[] = [];
  #orders = 0;
  #latestOrder = 0;
  #length = 0;
  #ts: Float64Array;
  #equity: Float64Array;
  #exposure: Float64Array;
  /** The moments are those of `#ts`, which is somebody else's: nothing is written there. */
  readonly #knowsMoments: boolean;
  /** Equity and exposure of each session; only kept where there are several. */
  #bySession: readonly Pick<EquityCurve, 'equity' | 'exposure'>[];

  /**
   * `capacity`: how many slices to expect; it grows when more come. `moments`: when they come, where that is known, as for
   * one instrument; the curve then shares this memory.
   */
  constructor(capacity: number, sessions = 1, moments: Float64Array | null = null) {
    this.#knowsMoments = moments !== null;
    this.#ts = moments ?? new Float64Array(capacity);
    this.#equity = new Float64Array(capacity);
    this.#exposure = new Float64Array(capacity);
    this.#bySession = Array.from({ length: sessions > 1 ? sessions : 0 }, () => ({
      equity: new Float64Array(capacity),
      exposure: new Float64Array(capacity),
    }));
  }

  /** Made anew by each reading. */
  get trades(): readonly Trade[] {
    return this.#trades.all();
  }

  /** Made anew by each reading. */
  get fills(): readonly Fill[] {
    return this.#fills.all();
  }

  /** Orders that were accepted. */
  get orders(): number {
    return this.#orders;
  }

  /** Orders come with rising ids and then again whenever something about them changes. */
  order(order: { readonly id: number }): void {
    if (order.id <= this.#latestOrder) return;
    this.#latestOrder = order.id;
    this.#orders++;
  }

  fill(fill: Fill): void {
    this.#fills.add(fill);
  }

  trade(trade: Trade): void {
    this.#trades.add(trade);
  }

  refusal(refusal: Refusal): void {
    this.refusals.push(refusal);
  }

  cashFlow(ts: number, session: number, slot: number, kind: CashFlowKind, amount: number): void {
    this.cashFlows.push({ ts, session, slot, kind, amount });
  }

  /** The sessions of an account add up to one row; a second mark of the same moment replaces the first. */
  mark(ts: number, session: number, equity: number, _cash: number, exposure: number): void {
    const isSameRow = session > 0 || (this.#length > 0 && this.#ts[this.#length - 1] === ts);
    const row = isSameRow ? this.#length - 1 : this.#length++;
    if (row === this.#equity.length) this.#grow();
    if (session === 0) {
      if (!this.#knowsMoments) this.#ts[row] = ts;
      else if (this.#ts[row] !== ts) throw new Error(`mark of ${ts} in row ${row}: expected ${this.#ts[row]}`);
      this.#equity[row] = equity;
      this.#exposure[row] = exposure;
    } else {
      this.#equity[row] += equity;
      this.#exposure[row] += exposure;
    }
    if (this.#bySession.length === 0) return;
    this.#bySession[session].equity[row] = equity;
    this.#bySession[session].exposure[row] = exposure;
  }

  #grow(): void {
    if (!this.#knowsMoments) this.#ts = doubled(this.#ts);
    this.#equity = doubled(this.#equity);
    this.#exposure = doubled(this.#exposure);
    this.#bySession = this.#bySession.map(({ equity, exposure }) => {
      return { equity: doubled(equity), exposure: doubled(exposure) };
    });
  }

  /** What one session had after each slice. */
  sessionCurve(session: number): Pick<EquityCurve, 'equity' | 'exposure'> {
    if (this.#bySession.length === 0) return this.curve();
    const { equity, exposure } = this.#bySession[session];
    return { equity: equity.subarray(0, this.#length), exposure: exposure.subarray(0, this.#length) };
  }

  /** The equity curve so far; views of the sink's own memory. */
  curve(): EquityCurve {
    return {
      length: this.#length,
      ts: this.#ts.subarray(0, this.#length),
      equity: this.#equity.subarray(0, this.#length),
      exposure: this.#exposure.subarray(0, this.#length),
    };
  }
}

function doubled(column: Float64Array): Float64Array {
  const larger = new Float64Array(Math.max(64, 2 * column.length));
  larger.set(column);
  return larger;
}

/**
 * State of the account after each slice: base currency, ts as epoch ms UTC. Where everything is bought outright, equity less
 * exposure is the cash.
 */
export interface EquityCurve {
  readonly length: number;
  readonly ts: Float64Array;
  readonly equity: Float64Array;
  readonly exposure: Float64Array;
}
