/** A metric: its name, unit and definition beside the function, so that pages and documents can explain the figure. */
import type { Trade } from '../model/fact.ts';
import type { PeriodsPerYear } from '../time/periods.ts';
import type { Drawdowns } from './drawdown.ts';
import type { Exposures } from './exposure-time.ts';

/** What a run leaves behind to be measured. Money in base currency. */
export interface Sample {
  readonly capital: number;
  /** Equity after each slice, and when. */
  readonly equity: Float64Array;
  readonly ts: Float64Array;
  /** Signed exposure after each slice: 0 = flat. */
  readonly exposure: Float64Array;
  /** Over all marks, measured once for all figures that need them. */
  readonly drawdowns: Drawdowns;
  readonly exposures: Exposures;
  /** Simple return of each trading day, the first against the capital (decision 18). */
  readonly dailyReturns: Float64Array;
  /** Simple return of the benchmark on the same days; absent when the run names none. */
  readonly benchmarkReturns: Float64Array | null;
  readonly periodsPerYear: PeriodsPerYear;
  readonly trades: readonly Trade[];
  /** Pnl of each closed trade, and pnl / entry notional. */
  readonly pnl: Float64Array;
  readonly tradeReturns: Float64Array;
  /** Money per 1 R for trades without a stop; absent when the run names none. */
  readonly oneR: number | null;
  /** Sum of all fees, base currency. */
  readonly fees: number;
  /** Money that changed hands, bought and sold: Σ |quantity|·price·multiplier·fx; absent when the run does not say. */
  readonly traded: number | null;
  /** The search this run was picked from; absent when it is a single trial. */
  readonly trials: Trials | null;
}

/** How often was tried before this result was found (Bailey and López de Prado). */
export interface Trials {
  /** Effectively independent trials. */
  readonly count: number;
  /** Standard deviation across the trials of their Sharpe ratio per day (not annualised). */
  readonly sharpeDeviation: number;
}

export type Unit = 'fraction' | 'money' | 'ratio' | 'count' | 'days';

/** The smallest sample that gives a figure a meaning. */
export interface Minimum {
  readonly count: number;
  readonly of: 'trading days' | 'closed trades';
}

export interface Metric {
  /** camelCase; snake_case on the wire. */
  readonly name: string;
  readonly unit: Unit;
  /** Formula in words, with the source where there is more than one tradition. */
  readonly definition: string;
  /** Why it can be absent. */
  readonly undefinedWhen: string;
  /** With less the figure is absent and the reason says how many there are and how many are needed. */
  readonly needs?: Minimum;
  /** NaN when undefined. */
  compute(sample: Sample): number;
}

/** A month of trading: below that the spread of daily returns is a guess within a factor of 1.5. */
export const aMonthOfDays: Minimum = { count: 20, of: 'trading days' };

/** For shape and regression: the standard error of skewness, √(6/n), falls below one half at 24. */
export const thirtyDays: Minimum = { count: 30, of: 'trading days' };

/** Van Tharp's own condition for judging a system by its trades. */
export const thirtyTrades: Minimum = { count: 30, of: 'closed trades' };
