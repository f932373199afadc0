/**
 * What a strategy did on a fixed data set, twice: through the engine, and through an account kept here in the plainest
 * way, from decisions that a test works out from the rule alone. Both pay 10 basis points on each side.
 */
import { type BacktestResult, defaultFillRules, isTooLittleHistory, runBacktest } from '../backtest/run.ts';
import type { Column } from '../indicators/column-graph.ts';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { type ParameterValues, resolveParameters } from './parameters.ts';
import type { Strategy } from './strategy.ts';

export interface Expected {
  /** Closed round trips. */
  readonly trades: number;
  readonly totalReturn: number;
  /** Fraction ≤ 0. */
  readonly maxDrawdown: number;
}

export const capital = 100_000;
const feeRate = 0.001;

/** Rows of a CSV file as bars; `date` or `timestamp` is when a bar begins, `barMs` how long it lasts. */
export function barsOfRows(rows: readonly Readonly<Record<string, string>>[], barMs: number): BarColumns {
  const bars = allocateBars(rows.length);
  rows.forEach((row, i) => {
    bars.ts[i] = Date.parse(row.timestamp ?? row.date) + barMs;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = Number(row[field]);
    bars.volume[i] = Number(row.volume ?? row.volume_btc);
  });
  return bars;
}

/** The strategy through the engine: decided at the close, filled at the next open. */
export function runOf(
  strategy: Strategy,
  history: readonly BarColumns[],
  given: Readonly<Record<string, unknown>> = {},
  options: { readonly feeBps?: number; readonly from?: number } = {},
): BacktestResult {
  const { feeBps = feeRate * 1e4, from } = options;
  const result = runBacktest({
    strategy,
    parameters: parametersOf(strategy, given),
    instruments: history.map((_, i) => instrument({ symbol: `X${i}` })),
    history,
    from,
    capital,
    costs: { ...noCosts, feeBps },
    fill: defaultFillRules,
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}

/** Its statistics. */
export function expectedOf(...run: Parameters<typeof runOf>): Expected {
  const { totalTrades, totalReturn, maxDrawdown } = runOf(...run).metrics.values;
  return rounded({ trades: totalTrades ?? 0, totalReturn: totalReturn ?? 0, maxDrawdown: maxDrawdown ?? 0 });
}

function parametersOf(strategy: Strategy, given: Readonly<Record<string, unknown>>): ParameterValues {
  const resolved = resolveParameters(strategy.parameters, given);
  if ('faults' in resolved) throw new Error(`${strategy.id}: ${JSON.stringify(resolved.faults)}`);
  return resolved.values;
}

/** To nine decimals: sums in another order differ in the last bits. */
export function rounded({ trades, totalReturn, maxDrawdown }: Expected): Expected {
  return { trades, totalReturn: Number(totalReturn.toFixed(9)), maxDrawdown: Number(maxDrawdown.toFixed(9)) };
}

/**
 * An account that follows wanted exposures, one per bar and instrument: when that of an instrument changes it leaves and
 * enters anew at the next open, with as many units as this share of its equity at the deciding close buys, fee included.
 * All instruments have the same moments.
 */
export function plainAccount(history: readonly BarColumns[], wanted: readonly (readonly number[])[]): Expected {
  const units = history.map(() => 0);
  const orders: (number | null)[] = history.map(() => null);
  let cash = capital;
  let trades = 0;
  let peak = capital;
  let maxDrawdown = 0;
  let equity = capital;
  for (let i = 0; i < history[0].length; i++) {
    history.forEach(({ open }, k) => {
      const order = orders[k];
      if (order === null) return;
      if (units[k] !== 0) trades++;
      cash += units[k] * open[i] - Math.abs(units[k]) * open[i] * feeRate;
      units[k] = order;
      cash -= units[k] * open[i] + Math.abs(units[k]) * open[i] * feeRate;
      orders[k] = null;
    });
    equity = cash + history.reduce((value, { close }, k) => value + units[k] * close[i], 0);
    peak = Math.max(peak, equity);
    maxDrawdown = Math.min(maxDrawdown, equity / peak - 1);
    history.forEach(({ close }, k) => {
      if (wanted[k][i] === (wanted[k][i - 1] ?? 0)) return;
      orders[k] = (wanted[k][i] * equity) / (close[i] * (1 + feeRate));
    });
  }
  return rounded({ trades, totalReturn: equity / capital - 1, maxDrawdown });
}

/**
 * An account of long positions that is brought to wanted weights: units decided at a close, traded at the next open, sells
 * and buys alike. `weightsAt` says the shares of equity after bar `i`, or null where nothing is decided. Every sale counts
 * as a closed trade.
 */
export function plainRebalancing(
  history: readonly BarColumns[],
  weightsAt: (i: number) => readonly number[] | null,
): Expected {
  const units = history.map(() => 0);
  let orders: readonly number[] = history.map(() => 0);
  let cash = capital;
  let trades = 0;
  let peak = capital;
  let maxDrawdown = 0;
  let equity = capital;
  for (let i = 0; i < history[0].length; i++) {
    history.forEach(({ open }, k) => {
      if (orders[k] < 0) trades++;
      cash -= orders[k] * open[i] + Math.abs(orders[k]) * open[i] * feeRate;
      units[k] += orders[k];
    });
    equity = cash + history.reduce((value, { close }, k) => value + units[k] * close[i], 0);
    peak = Math.max(peak, equity);
    maxDrawdown = Math.min(maxDrawdown, equity / peak - 1);
    const weights = weightsAt(i);
    orders = history.map(({ close }, k) => (weights ? (weights[k] * equity) / close[i] - units[k] : 0));
  }
  return rounded({ trades, totalReturn: equity / capital - 1, maxDrawdown });
}

/** Walks the rule of a strategy over bars: what it wants after bar `i`, given what it wanted before. */
export function plainTargets(bars: BarColumns, rule: (i: number, held: number) => number): number[] {
  const wanted: number[] = [];
  for (let i = 0; i < bars.length; i++) wanted.push(rule(i, wanted[i - 1] ?? 0));
  return wanted;
}

/** Exponential average of values from their first defined one, seeded with the mean of the first `period`. */
export function plainEma(values: readonly number[], period: number): number[] {
  const first = values.findIndex((value) => !Number.isNaN(value));
  const averages: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (i < first + period - 1) averages.push(Number.NaN);
    else if (i === first + period - 1) averages.push(plainMean(values, i, period));
    else averages.push((values[i] * 2 + averages[i - 1] * (period - 1)) / (period + 1));
  }
  return averages;
}

/** Mean of the `period` values that end at `i`; NaN where there are not so many. */
export function plainMean(values: readonly number[], i: number, period: number): number {
  if (i < period - 1) return Number.NaN;
  return values.slice(i - period + 1, i + 1).reduce((sum, value) => sum + value, 0) / period;
}

/** What a target strategy wants along columns given as numbers, oldest first: its rule alone, without any indicator. */
export function wantedAlong(
  strategy: Strategy,
  columns: Readonly<Record<string, readonly number[]>>,
  given: Readonly<Record<string, unknown>> = {},
): number[] {
  const { target } = strategy;
  if (!target) throw new Error(`${strategy.id}: expected a target strategy`);
  const parameters = parametersOf(strategy, given);
  let now = 0;
  const read = (values: readonly number[]) => ({
    get now() {
      return values[now];
    },
    ago: (bars: number) => values[now - bars] ?? Number.NaN,
  });
  const [first] = Object.values(columns);
  // Safe: a rule reads nothing of a column but `now` and `ago`.
  const fed = Object.fromEntries(
    Object.entries(columns).map(([name, values]) => [name, read(values) as unknown as Column]),
  );
  const wanted: number[] = [];
  for (now = 0; now < first.length; now++) wanted.push(target(fed, wanted[now - 1] ?? 0, parameters));
  return wanted;
}
