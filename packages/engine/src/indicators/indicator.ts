/**
 * An indicator is a state and `extend`: called once with all of history it is a tight loop, called per bar it appends
 * one value; both give the same bits. Calls follow each other without gaps: each `from` is the previous `to`. Values
 * before the first defined one are NaN. It reads its inputs only at indices ≤ the one it writes.
 *
 * Two rules hold for every indicator (contract.test.ts):
 * - A NaN in an input is a hole: the output is NaN there, and the indicator goes on as if its history began after it.
 * - A ratio 0/0 is NaN, where TA-Lib writes 0: a market that does not move is not oversold (RSI 0, %K 0), it says
 *   nothing, and NaN compares false.
 */
import type { Series } from '../data/series.ts';

export interface Indicator {
  /** Writes indices [from, to) of each output. */
  extend(from: number, to: number, out: readonly Series[]): void;
  /** The state as plain numbers, for snapshots. */
  save(): number[];
  load(state: readonly number[]): void;
}

/** How an indicator is built and what it needs; one per kind, shared by all its uses. */
export interface IndicatorKind<Options> {
  readonly name: string;
  /** How many series it reads, and how many it writes. */
  readonly inputs: number;
  readonly outputs: number;
  /** Bars after the first defined input bar until the first defined output. */
  warmup(options: Options): number;
  /** How far back it reads its inputs: a ring of them must hold this many values besides the current one. */
  reach(options: Options): number;
  create(inputs: readonly Series[], options: Options): Indicator;
}

/** An indicator that needs nothing but its inputs: it keeps no state of its own. */
export function stateless(extend: Indicator['extend']): Indicator {
  return { extend, save: () => [], load: () => {} };
}

/** Stops a window that makes no sense where it is asked for, before it becomes a column of nonsense. */
export function requireBars(indicator: string, option: string, found: number, least: number): void {
  if (Number.isSafeInteger(found) && found >= least) return;
  throw new RangeError(`${indicator}: ${option} must be a whole number of bars, at least ${least}; found ${found}`);
}
