/**
 * A session: one strategy on its instruments with its own sub-account inside the engine. It turns slices into order
 * requests; sending them is the engine's business.
 */

import type { Venue } from '../execution/venue.ts';
import type { BarColumns } from '../model/bar.ts';
import type { FactSink } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';

import type { Bracket, Order, OrderRequest, Side } from '../model/order.ts';
import { bracketOf, type Protection } from '../model/protection.ts';

import type { Slice } from '../model/slice.ts';
import { AccountShare } from '../portfolio/account-share.ts';
import { Ledger, type LedgerState } from '../portfolio/ledger.ts';
import { Turnover } from '../portfolio/turnover.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { SliceContext, Strategy, StrategyColumns } from '../strategies/strategy.ts';
import { Subject, type SubjectState } from './subject.ts';

export interface SessionOptions {
  readonly strategy: Strategy;
  /** Resolved against the strategy's specs. */
  readonly parameters: ParameterValues;
  /** The account's instruments; all sessions of an engine share the list and its slots. */
  readonly instruments: readonly Instrument[];
  /** Slots this session trades; those of legs that belong together follow each other. */
  readonly slots: readonly number[];
  readonly baseCurrency: string;
  readonly capital: number;
  readonly allowShort: boolean;
  /**
   * Sub-accounts that share the account's cash: this one sizes from `weight` times the equity of the account, whatever
   * its own ledger holds. Absent: from the equity of its own ledger.
   */
  readonly weight?: number;
  /** Protective orders around each entry of a target strategy; absent: those of the strategy itself. */
  readonly protection?: Protection;
}

/** What a session needs of the engine to act. */
export interface OrderDesk {
  submit(session: Session, request: OrderRequest): number | null;
  cancel(orderId: number): void;
  openOrders(session: Session): readonly Order[];
  /** The wanted exposure of a target strategy has changed. */
  retarget(session: Session, slot: number, wanted: number, slice: Slice): void;
  /** Equity of all sub-accounts, base currency. */
  accountEquity(): number;
}

/** Everything a session needs to go on. */
export interface SessionState {
  readonly ledger: LedgerState;
  readonly turnover: readonly number[];
  readonly subjects: readonly SubjectState[];
}

export class Session {
  readonly index: number;
  readonly strategy: Strategy;
  readonly ledger: Ledger;
  readonly allowShort: boolean;
  readonly weight: number | null;
  /** What protects each entry of a target strategy. */
  readonly bracket: Bracket | null;
  readonly turnover = new Turnover();
  readonly subjects: readonly Subject[];
  readonly #desk: OrderDesk;
  readonly parameters: ParameterValues;
  readonly #context: { -readonly [Key in keyof SliceContext]: SliceContext[Key] };

  constructor(index: number, options: SessionOptions, desk: OrderDesk) {
    const { strategy, parameters, instruments, slots } = options;
    this.index = index;
    this.strategy = strategy;
    this.allowShort = options.allowShort;
    this.weight = options.weight ?? null;
    this.bracket = bracketOf(options.protection ?? strategy.protection?.(parameters) ?? {});
    if (this.bracket && !(strategy.target && !strategy.legs)) {
      throw new Error(`${strategy.id}: only targets on single instruments can be protected around each entry`);
    }
    this.ledger = new Ledger(instruments, options.baseCurrency, options.capital, index);
    this.#desk = desk;
    this.parameters = parameters;
    this.subjects = groupsOf(strategy, slots).map((group) => new Subject(strategy, parameters, group));
    const columns: StrategyColumns[] = [];
    for (const subject of this.subjects) for (const slot of subject.slots) columns[slot] = subject.columns;
    this.#context = {
      // Both are set before every call: a context without a slice never reaches a strategy.
      slice: undefined as unknown as Slice,
      index: -1,
      parameters,
      columns,
      portfolio:
        this.weight === null ? this.ledger : new AccountShare(this.ledger, this.weight, () => desk.accountEquity()),
      submit: (request) => desk.submit(this, request),
      cancel: (orderId) => desk.cancel(orderId),
      openOrders: () => desk.openOrders(this),
    };
  }

  /** Backtest: all of history is there; `skip` bars of each instrument only warm the columns up. */
  bindHistory(history: readonly BarColumns[], skip: readonly number[]): void {
    for (const subject of this.subjects) subject.bindHistory(history, skip);
  }

  /** Live: bars come one by one. */
  bindRings(): void {
    for (const subject of this.subjects) subject.bindRings();
  }

  save(): SessionState {
    return {
      ledger: this.ledger.save(),
      turnover: this.turnover.save(),
      subjects: this.subjects.map((subject) => subject.save()),
    };
  }

  load({ ledger, turnover, subjects }: SessionState): void {
    if (subjects.length !== this.subjects.length) {
      throw new Error(
        `${this.strategy.id}: the saved session has ${subjects.length} subjects, expected ${this.subjects.length}`,
      );
    }
    this.ledger.load(ledger);
    this.turnover.load(turnover);
    for (const [k, subject] of this.subjects.entries()) subject.load(subjects[k]);
  }

  /** `ratio` new units for one old: money stays, and columns go on in the old units. */
  split(slot: number, ratio: number): void {
    this.ledger.split(slot, ratio);
    for (const subject of this.subjects) subject.split(slot, ratio);
  }

  /** Moves the columns of the instruments that have a bar in this slice. */
  observe(slice: Slice): void {
    const { subjects } = this;
    for (let k = 0; k < subjects.length; k++) subjects[k].observe(slice);
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
    const { subjects } = this;
    for (let k = 0; k < subjects.length; k++) {
      const subject = subjects[k];
      if (!subject.isNew) continue;
      const wanted = target(subject.columns, subject.held, this.parameters);
      if (subject.isBarred(wanted) || wanted === subject.held) continue;
      this.#requireFinite(wanted, slice);
      subject.held = wanted;
      this.#retarget(subject, wanted, slice);
    }
  }

  /** Whether it is one target on one instrument of the base currency, over the whole history. */
  get canWalk(): boolean {
    const [subject] = this.subjects;
    return (
      this.strategy.target !== undefined && this.subjects.length === 1 && subject.canWalk && this.ledger.isDomestic
    );
  }

  /**
   * Walks rows [from, to) of its history while nothing happens: the target stays as it is, the bar passes all orders by and
   * leaves some equity. Returns the row at which something may happen, whose slice must come.
   */
  walkQuiet(bars: BarColumns, from: number, to: number, venue: Venue, sink: FactSink): number {
    const [subject] = this.subjects;
    const { strategy, parameters } = this;
    const { target } = strategy;
    if (!target) return from;
    for (let row = from; row < to; row++) {
      subject.walk();
      const wanted = target(subject.columns, subject.held, parameters);
      const isNew = !subject.isBarred(wanted) && wanted !== subject.held;
      if (isNew || !venue.passBy(bars, row) || !this.ledger.walk(bars, row, sink)) {
        subject.awaitSlice();
        return row;
      }
    }
    return to;
  }

  #retarget(subject: Subject, wanted: number, slice: Slice): void {
    const { legs } = this.strategy;
    if (!legs) {
      this.#desk.retarget(this, subject.slots[0], wanted, slice);
      return;
    }
    const exposures = legs.exposures(subject.columns, this.parameters);
    for (const [leg, slot] of subject.slots.entries()) {
      // Leaving everything must not depend on a hedge ratio that may be undefined by now.
      const exposure = wanted === 0 ? 0 : wanted * exposures[leg];
      this.#requireFinite(exposure, slice);
      this.#desk.retarget(this, slot, exposure, slice);
    }
  }

  #requireFinite(exposure: number, { ts }: Slice): void {
    if (Number.isFinite(exposure)) return;
    throw new Error(`${this.strategy.id}: target must be a finite exposure, found ${exposure} at ${ts}`);
  }

  /** A protective order has closed the position on `side`. */
  stoppedOut(slot: number, side: Side): void {
    this.subjects.find(({ slots }) => slots.includes(slot))?.stoppedOut(side);
  }

  /** Share of the sub-account one instrument (or one group of legs) of a target strategy may use. */
  get allocation(): number {
    return 1 / this.subjects.length;
  }

  /** The exposure last wanted, for signals and snapshots; of legs: of the whole. */
  held(slot: number): number {
    return this.subjects.find(({ slots }) => slots.includes(slot))?.held ?? 0;
  }
}

/** Every instrument on its own, or in the order given as many together as the strategy has legs. */
function groupsOf(strategy: Strategy, slots: readonly number[]): number[][] {
  const size = strategy.legs?.count ?? 1;
  if (slots.length === 0 || slots.length % size !== 0) {
    throw new Error(`${strategy.id}: expected instruments in groups of ${size}, found ${slots.length}`);
  }
  return Array.from({ length: slots.length / size }, (_, group) => slots.slice(group * size, (group + 1) * size));
}
