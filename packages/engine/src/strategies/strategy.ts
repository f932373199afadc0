/**
 * The one interface of strategies: plain data plus small functions. The same file runs in backtest, optimisation, paper
 * and live trading.
 *
 * A strategy either states the wanted exposure after each close (`target`), and the platform trades on its changes; or
 * it takes full control of orders (`onSlice`). Either sees only the past: columns answer `now` and `ago(k)`.
 */
import type { BarSeries, Column, Reading } from '../indicators/column-graph.ts';
import type { AssetClass } from '../model/instrument.ts';
import type { Order, OrderRequest } from '../model/order.ts';
import type { PortfolioView } from '../model/portfolio-view.ts';
import type { Protection } from '../model/protection.ts';
import type { Slice } from '../model/slice.ts';
import type { ParameterSpecs, ParameterValues, ValuesOf } from './parameters.ts';

/** Columns of one instrument, by the names the strategy gives them. */
export type StrategyColumns = Readonly<Record<string, Column>>;

/** The same, as a strategy reads them when it decides. */
export type Readings<Columns> = { readonly [Name in keyof Columns]: Reading };

/** Instruments decided on together, such as the two of a pair. They stand next to each other among a run's instruments. */
export interface Legs<Columns = Readings<StrategyColumns>, Values = ParameterValues> {
  /** At least 2. */
  readonly count: number;
  /** Moments in a row that a leg may miss and still counts, flat at its last close; 0: a decision needs a bar of each. */
  readonly fillBars: number;
  /** Exposure of each leg while the target is 1, signed, as share of the money of all; read when the target changes. */
  exposures(columns: Columns, parameters: Values): readonly number[];
}

/** What an `onSlice` strategy sees and may do at the close of a slice. */
export interface SliceContext<Columns = Readings<StrategyColumns>, Values = ParameterValues> {
  readonly slice: Slice;
  /** Slices since the start of trading, 0-based. */
  readonly index: number;
  readonly parameters: Values;
  /** Columns by slot; present for every instrument of the run. */
  readonly columns: readonly Columns[];
  readonly portfolio: PortfolioView;
  /** Gives an order; it can fill at the earliest in the next slice. Returns its id, or null when it was refused. */
  submit(request: OrderRequest): number | null;
  cancel(orderId: number): void;
  /** Its own orders that still rest, oldest first. */
  openOrders(): readonly Readonly<Order>[];
}

interface Description {
  /** kebab-case, unique. */
  readonly id: string;
  readonly name: string;
  readonly assetClasses: readonly AssetClass[];
  /** Why it should earn money, in a sentence or two. */
  readonly idea: string;
  /** Where the idea was published. */
  readonly source: string;
  /** Symbols it trades unless told others. */
  readonly instruments: readonly string[];
  /** Largest k of any `ago(k)` it uses. */
  readonly maximumAgo: number;
}

/** A strategy as the platform holds it. Authors write `defineStrategy`, which knows the exact types. */
export interface Strategy extends Description {
  readonly parameters: ParameterSpecs;
  /** Of a strategy with legs `bars` are those of the first and `legs` those of all. */
  columns(bars: BarSeries, parameters: ParameterValues, legs: readonly BarSeries[]): StrategyColumns;
  readonly legs?: Legs;
  /** Wanted exposure after this close as share of the instrument's equity: 1 long, −1 short, 0 flat. */
  readonly target?: (columns: StrategyColumns, held: number, parameters: ParameterValues) => number;
  readonly onSlice?: (context: SliceContext) => void;
  /** Protective orders a target strategy wants around each entry; after one fills, it trades that side again only when its target has left it in between. */
  readonly protection?: (parameters: ParameterValues) => Protection;
  /** Its own measure of conviction, in its own units, signed like the side; NaN while undefined. */
  readonly score?: (columns: StrategyColumns, parameters: ParameterValues) => number;
  /** A sentence on parameter values that make no sense together, or null. */
  readonly conflict?: (parameters: ParameterValues) => string | null;
}

export interface StrategyDefinition<Specs extends ParameterSpecs, Columns extends StrategyColumns> extends Description {
  readonly parameters: Specs;
  readonly columns: (bars: BarSeries, parameters: ValuesOf<Specs>, legs: readonly BarSeries[]) => Columns;
  /** Absent: each instrument is decided on by itself. */
  readonly legs?: Legs<Readings<Columns>, ValuesOf<Specs>>;
  /** `held` is what it last wanted (hysteresis); an exposure equal to it means: do nothing (decision 12). */
  readonly target?: (columns: Readings<Columns>, held: number, parameters: ValuesOf<Specs>) => number;
  readonly onSlice?: (context: SliceContext<Readings<Columns>, ValuesOf<Specs>>) => void;
  readonly protection?: (parameters: ValuesOf<Specs>) => Protection;
  readonly score?: (columns: Readings<Columns>, parameters: ValuesOf<Specs>) => number;
  readonly conflict?: (parameters: ValuesOf<Specs>) => string | null;
}

/** Declares a strategy with full type knowledge of its parameters and columns. */
export function defineStrategy<const Specs extends ParameterSpecs, Columns extends StrategyColumns>(
  definition: StrategyDefinition<Specs, Columns>,
): Strategy {
  if ((definition.target === undefined) === (definition.onSlice === undefined)) {
    throw new Error(`strategy ${definition.id}: expected exactly one of target and onSlice`);
  }
  if (definition.legs && !(definition.target && definition.legs.count >= 2)) {
    throw new Error(`strategy ${definition.id}: legs are for targets of two or more instruments`);
  }
  // Safe: the platform only ever passes a strategy its own columns and parameters resolved against its own specs.
  return definition as unknown as Strategy;
}
