/** A metric: its name, unit and definition beside the function, so that pages and documents can explain the figure. */
import type { Trade } from '../model/fact.ts';
import type { PeriodsPerYear } from '../time/periods.ts';

/** What a run leaves behind to be measured. Money in base currency. */
export interface Sample {
  readonly capital: number;
  /** Equity after each slice, and when. */
  readonly equity: Float64Array;
  readonly ts: Float64Array;
  /** Signed exposure after each slice: 0 = flat. */
  readonly exposure: Float64Array;
  /** Simple return of each trading day, the first against the capital (decision 18). */
  readonly dailyReturns: Float64Array;
  readonly periodsPerYear: PeriodsPerYear;
  readonly trades: readonly Trade[];
  /** Sum of all fees, base currency. */
  readonly fees: number;
}

export type Unit = 'fraction' | 'money' | 'ratio' | 'count' | 'days';

export interface Metric {
  /** camelCase; snake_case on the wire. */
  readonly name: string;
  readonly unit: Unit;
  /** Formula in words, with the source where there is more than one tradition. */
  readonly definition: string;
  /** Why it can be absent. */
  readonly undefinedWhen: string;
  /** NaN when undefined. */
  compute(sample: Sample): number;
}
