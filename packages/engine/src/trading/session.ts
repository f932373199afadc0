/**
 * A session: one strategy on its instruments with its own sub-account inside the engine. It turns slices into order
 * requests; sending them is the engine's business.
 */

import { ColumnGraph } from '../indicators/column-graph.ts';
import type { BarColumns } from '../model/bar.ts';
import type { Instrument } from '../model/instrument.ts';
import type { OrderRequest } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import { AccountShare } from '../portfolio/account-share.ts';
import { Ledger } from '../portfolio/ledger.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { SliceContext, Strategy, StrategyColumns } from '../strategies/strategy.ts';

export interface SessionOptions {
  readonly strategy: Strategy;
  /** Resolved against the strategy's specs. */
  readonly parameters: ParameterValues;
  /** The account's instruments; all sessions of an engine share the list and its slots. */
  readonly instruments: readonly Instrument[];
  /** Slots this session trades. */
  readonly slots: readonly number[];
  readonly baseCurrency: string;
  readonly capital: number;
  readonly allowShort: boolean;
  /**
   * Sub-accounts that share the account's cash: this one sizes from `weight` times the equity of the account, whatever
   * its own ledger holds. Absent: from the equity of its own ledger.
   */
  readonly weight?: number;
}

/** What a session needs of the engine to act. */
export interface OrderDesk {
  submit(session: Session, request: OrderRequest): number | null;
  cancel(orderId: number): void;
  /** The wanted exposure of a target strategy has changed. */
  retarget(session: Session, slot: number, wanted: number, slice: Slice): void;
  /** Equity of all sub-accounts, base currency. */
  accountEquity(): number;
}

export class Session {
  readonly index: number;
  readonly strategy: Strategy;
  readonly ledger: Ledger;
  readonly allowShort: boolean;
  readonly weight: number | null;
  /** Graphs and columns by slot; undefined for slots of other sessions. */
  readonly #graphs: (ColumnGraph | undefined)[];
  readonly #slots: readonly number[];
  readonly #desk: OrderDesk;
  readonly #columns: StrategyColumns[];
  readonly #parameters: ParameterValues;
  /** Last wanted exposure by slot (decision 12). */
  readonly #held: Float64Array;
  readonly #context: { -readonly [Key in keyof SliceContext]: SliceContext[Key] };

  constructor(index: number, options: SessionOptions, desk: OrderDesk) {
    const { strategy, parameters, instruments, slots } = options;
    this.index = index;
    this.strategy = strategy;
    this.allowShort = options.allowShort;
    this.weight = options.weight ?? null;
    this.ledger = new Ledger(instruments, options.baseCurrency, options.capital, index);
    this.#slots = slots;
    this.#desk = desk;
    this.#parameters = parameters;
    this.#held = new Float64Array(instruments.length);
    this.#graphs = new Array<ColumnGraph | undefined>(instruments.length).fill(undefined);
    this.#columns = [];
    for (const slot of slots) {
      const graph = new ColumnGraph(strategy.maximumAgo);
      this.#graphs[slot] = graph;
      this.#columns[slot] = strategy.columns(graph.bars, parameters);
    }
    this.#context = {
      // Both are set before every call: a context without a slice never reaches a strategy.
      slice: undefined as unknown as Slice,
      index: -1,
      parameters,
      columns: this.#columns,
      portfolio:
        this.weight === null ? this.ledger : new AccountShare(this.ledger, this.weight, () => desk.accountEquity()),
      submit: (request) => desk.submit(this, request),
      cancel: (orderId) => desk.cancel(orderId),
    };
  }

  /** Bars needed before the first bar on which every column is defined. */
  get warmup(): number {
    return Math.max(0, ...this.#slots.map((slot) => this.#graphs[slot]?.warmup ?? 0));
  }

  /** Backtest: all of history is there; `skip` bars of each instrument only warm the columns up. */
  bindHistory(history: readonly BarColumns[], skip: readonly number[]): void {
    for (const slot of this.#slots) {
      this.#graphs[slot]?.bindHistory(history[slot]);
      this.#graphs[slot]?.skip(skip[slot]);
    }
  }

  /** Live: bars come one by one. */
  bindRings(): void {
    for (const slot of this.#slots) this.#graphs[slot]?.bindRings();
  }

  /** Moves the columns of the instruments that have a bar in this slice. */
  observe(slice: Slice): void {
    for (const slot of this.#slots) if (slice.present[slot] === 1) this.#graphs[slot]?.advance(slice, slot);
  }

  /** Lets the strategy decide on the closed slice; its orders go to the desk. */
  decide(slice: Slice, index: number): void {
    const { target, onSlice } = this.strategy;
    if (onSlice) {
      this.#context.slice = slice;
      this.#context.index = index;
      onSlice(this.#context);
      return;
    }
    if (!target) return;
    for (const slot of this.#slots) {
      if (slice.present[slot] === 0) continue;
      const held = this.#held[slot];
      const wanted = target(this.#columns[slot], held, this.#parameters);
      if (wanted === held) continue;
      if (!Number.isFinite(wanted)) {
        throw new Error(`${this.strategy.id}: target must be a finite exposure, found ${wanted} at ${slice.ts}`);
      }
      this.#held[slot] = wanted;
      this.#desk.retarget(this, slot, wanted, slice);
    }
  }

  /** Share of the sub-account one instrument of a target strategy may use. */
  get allocation(): number {
    return 1 / this.#slots.length;
  }

  /** The exposure last wanted, for signals and snapshots. */
  held(slot: number): number {
    return this.#held[slot];
  }
}
