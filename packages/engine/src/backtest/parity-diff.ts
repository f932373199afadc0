/**
 * Two streams of facts side by side: a live session and the backtest of its journal, or two backtests. Every fact that only
 * one of them has and every number that differs is named; nothing is rounded away.
 */
import type { CashFlowKind, FactSink, Fill, Refusal, Trade } from '../model/fact.ts';
import type { Order } from '../model/order.ts';

export type FactKind = 'order' | 'fill' | 'trade' | 'refusal' | 'cash flow' | 'mark';

/** A fact as plain values. */
export interface RecordedFact {
  readonly kind: FactKind;
  readonly ts: number;
  readonly session: number;
  /** Null for facts about the whole sub-account. */
  readonly slot: number | null;
  readonly values: Readonly<Record<string, number | string | null>>;
}

/** Keeps every fact of a run in its order. */
export class FactRecorder implements FactSink {
  readonly facts: RecordedFact[] = [];

  order(order: Order, ts: number): void {
    const { session, slot, side, type, quantity, price, filledQuantity, status } = order;
    this.#keep('order', ts, session, slot, { side, type, quantity, price, filledQuantity, status });
  }

  fill({ ts, session, slot, signedQuantity, price, fee }: Fill): void {
    this.#keep('fill', ts, session, slot, { signedQuantity, price, fee });
  }

  trade({ session, slot, side, quantity, entryTs, exitTs, entryPrice, exitPrice, fees, pnl }: Trade): void {
    this.#keep('trade', exitTs, session, slot, { side, quantity, entryTs, entryPrice, exitPrice, fees, pnl });
  }

  refusal({ ts, order, rule, reason }: Refusal): void {
    const { session, slot, side, type, quantity } = order;
    this.#keep('refusal', ts, session, slot, { side, type, quantity, rule, reason });
  }

  cashFlow(ts: number, session: number, slot: number, flow: CashFlowKind, amount: number): void {
    this.#keep('cash flow', ts, session, slot, { flow, amount });
  }

  mark(ts: number, session: number, equity: number, cash: number, exposure: number): void {
    this.#keep('mark', ts, session, null, { equity, cash, exposure });
  }

  #keep(kind: FactKind, ts: number, session: number, slot: number | null, values: RecordedFact['values']): void {
    this.facts.push({ kind, ts, session, slot, values });
  }
}

export interface ParityDifference {
  /** `missing`: only the reference has it; `added`: only the other; `changed`: both, with other values. */
  readonly how: 'missing' | 'added' | 'changed';
  /** The reference's, or the other's where it was added. */
  readonly fact: RecordedFact;
  /** Of a changed fact. */
  readonly values: readonly {
    readonly name: string;
    readonly reference: number | string | null;
    readonly other: number | string | null;
  }[];
}

/** In order of time. Empty: the streams tell the same story to the bit. */
export function diffFacts(reference: readonly RecordedFact[], other: readonly RecordedFact[]): ParityDifference[] {
  const groups = groupFacts(reference);
  const otherGroups = groupFacts(other);
  const differences: ParityDifference[] = [];
  for (const key of new Set([...groups.keys(), ...otherGroups.keys()])) {
    differences.push(...diffGroup(groups.get(key) ?? [], otherGroups.get(key) ?? []));
  }
  return differences.sort((a, b) => a.fact.ts - b.fact.ts);
}

/** Facts of one kind about one thing follow each other in time and can be walked in step. */
function groupFacts(facts: readonly RecordedFact[]): Map<string, RecordedFact[]> {
  return Map.groupBy(facts, ({ kind, session, slot }) => `${kind} ${session} ${slot}`);
}

function diffGroup(reference: readonly RecordedFact[], other: readonly RecordedFact[]): ParityDifference[] {
  const differences: ParityDifference[] = [];
  let i = 0;
  let k = 0;
  while (i < reference.length || k < other.length) {
    const here = reference[i];
    const there = other[k];
    if (there === undefined || (here !== undefined && here.ts < there.ts)) {
      differences.push({ how: 'missing', fact: here, values: [] });
      i++;
    } else if (here === undefined || there.ts < here.ts) {
      differences.push({ how: 'added', fact: there, values: [] });
      k++;
    } else {
      const values = changedValues(here, there);
      if (values.length > 0) differences.push({ how: 'changed', fact: here, values });
      i++;
      k++;
    }
  }
  return differences;
}

function changedValues(reference: RecordedFact, other: RecordedFact): ParityDifference['values'] {
  return Object.keys(reference.values)
    .filter((name) => !Object.is(reference.values[name], other.values[name]))
    .map((name) => ({ name, reference: reference.values[name], other: other.values[name] }));
}
