/** Everything a run decided and what it saw when it did: columns, scores, targets and orders, slice by slice. */

import type { FactSink, Refusal } from '../model/fact.ts';
import type { Order } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import type { Subject } from '../trading/subject.ts';
import type { Simulation, SimulationWatch } from './simulation.ts';

/** Something a run decided otherwise, or saw otherwise, than another run. */
export interface Difference {
  readonly ts: number;
  /** Slot of the instrument it is about. */
  readonly slot: number;
  readonly what: string;
}

/** One number of every slice. */
interface Field {
  readonly slot: number;
  readonly name: string;
  readonly isColumn: boolean;
  read(): number;
}

interface LoggedOrder {
  readonly slot: number;
  readonly text: string;
}

const none: readonly LoggedOrder[] = [];

export class DecisionLog implements FactSink, SimulationWatch {
  readonly #fields: readonly Field[];
  readonly #ts: number[] = [];
  /** `#fields` of each slice, one after the other. */
  readonly #values: number[] = [];
  readonly #orders: (readonly LoggedOrder[])[] = [];
  #given: LoggedOrder[] = [];
  #current = Number.NaN;
  #failure: string | null = null;

  constructor({ engine }: Simulation) {
    this.#fields = engine.sessions.flatMap(({ strategy, subjects, parameters }) =>
      subjects.flatMap((subject): Field[] => [
        ...columnFields(subject),
        {
          slot: subject.slots[0],
          name: 'score',
          isColumn: false,
          read: () => strategy.score?.(subject.columns, parameters) ?? 0,
        },
        { slot: subject.slots[0], name: 'target', isColumn: false, read: () => subject.held },
      ]),
    );
  }

  /** Slices logged. */
  get length(): number {
    return this.#ts.length;
  }

  ts(row: number): number {
    return this.#ts[row];
  }

  /** Runs the simulation; what it throws is kept as what happened at the slice it was thrown in. */
  record(simulation: Simulation): void {
    try {
      simulation.run(this, this);
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
  }

  /** What the run threw, or null. */
  get failure(): string | null {
    return this.#failure;
  }

  beforeSlice(ts: number): void {
    this.#current = ts;
  }

  afterSlice(slice: Slice): void {
    this.#ts.push(slice.ts);
    for (const field of this.#fields) this.#values.push(field.read());
    this.#orders.push(this.#given.length > 0 ? this.#given : none);
    if (this.#given.length > 0) this.#given = [];
  }

  order(order: Order): void {
    if (order.status === 'accepted') this.#given.push({ slot: order.slot, text: textOf(order) });
  }

  refusal({ order, rule }: Refusal): void {
    this.#given.push({ slot: order.slot, text: `${textOf(order)}, refused by ${rule}` });
  }

  fill(): void {}
  trade(): void {}
  cashFlow(): void {}
  mark(): void {}

  /** First row at which any column is defined, and first at which all are. Without columns: 0. */
  definedFrom(which: 'any' | 'all'): number {
    const columns = this.#fields.flatMap(({ isColumn }, k) => (isColumn ? [k] : []));
    if (columns.length === 0) return 0;
    for (let row = 0; row < this.length; row++) {
      const isDefined = (k: number) => !Number.isNaN(this.#value(row, k));
      if (which === 'any' ? columns.some(isDefined) : columns.every(isDefined)) return row;
    }
    return this.length;
  }

  /** Rows at which orders were given. */
  get active(): number[] {
    return this.#orders.flatMap((orders, row) => (orders.length > 0 ? [row] : []));
  }

  /** The first thing that `shorter`, a run on the same bars up to an earlier moment, saw or decided otherwise. */
  differenceFrom(shorter: DecisionLog): Difference | null {
    for (let row = 0; row < shorter.length; row++) {
      const difference = this.#differenceAt(row, shorter);
      if (difference) return difference;
    }
    if (shorter.#failure === null) return null;
    return { ts: shorter.#current, slot: 0, what: `without later bars it fails: ${shorter.#failure}` };
  }

  #differenceAt(row: number, shorter: DecisionLog): Difference | null {
    const ts = this.#ts[row];
    if (shorter.#ts[row] !== ts) {
      return {
        ts,
        slot: 0,
        what: `a slice of this moment with all bars, one of ${shorter.#ts[row]} without later ones`,
      };
    }
    for (const [k, { slot, name }] of this.#fields.entries()) {
      const [all, upToHere] = [this.#value(row, k), shorter.#value(row, k)];
      if (Object.is(all, upToHere)) continue;
      return { ts, slot, what: `${name} is ${all} with all bars and ${upToHere} without later ones` };
    }
    const [all, upToHere] = [this.#orders[row], shorter.#orders[row]];
    for (let i = 0; i < Math.max(all.length, upToHere.length); i++) {
      if (all[i]?.text === upToHere[i]?.text) continue;
      const shown = (order: LoggedOrder | undefined) => order?.text ?? 'no order';
      const { slot } = all[i] ?? upToHere[i];
      return { ts, slot, what: `${shown(all[i])} with all bars and ${shown(upToHere[i])} without later ones` };
    }
    return null;
  }

  #value(row: number, field: number): number {
    return this.#values[row * this.#fields.length + field];
  }
}

function columnFields({ slots, columns }: Subject): Field[] {
  return Object.entries(columns).map(([name, column]) => ({
    slot: slots[0],
    name: `column ${name}`,
    isColumn: true,
    read: () => column.now,
  }));
}

/** An order as a strategy gave it. Its number and its fate are not decisions. */
function textOf({ id: _, status, filledQuantity, reason, ts, ...order }: Order): string {
  const { side, type, quantity, ...rest } = order;
  const given = Object.entries(rest).filter(([, value]) => value !== null && value !== false && !Number.isNaN(value));
  return `${side > 0 ? 'buy' : 'sell'} ${quantity} ${type} ${JSON.stringify(Object.fromEntries(given))}`;
}
