/** From what a run leaves behind to what metrics read: every column that several of them need is made once. */
import type { Fill, Trade } from '../model/fact.ts';
import type { PeriodsPerYear } from '../time/periods.ts';
import { dailyReturns } from './daily-returns.ts';
import { drawdowns } from './drawdown.ts';
import { exposures } from './exposure-time.ts';
import type { Sample, Trials } from './metric.ts';
import { tradeReturn } from './trade-statistics.ts';

export interface Summarised {
  readonly capital: number;
  readonly curve: { readonly ts: Float64Array; readonly equity: Float64Array; readonly exposure: Float64Array };
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
  readonly periodsPerYear: PeriodsPerYear;
  /** Value of the benchmark at each mark of the curve; its first day's return starts from its first mark. */
  readonly benchmark?: Float64Array;
  /** Money per 1 R for trades without a stop. */
  readonly oneR?: number;
  /** Σ |quantity|·price·multiplier·fx of the fills, base currency. */
  readonly traded?: number;
  readonly trials?: Trials;
}

export function takeSample(run: Summarised): Sample {
  const { capital, trades, fills, periodsPerYear, benchmark } = run;
  const { ts, equity, exposure } = run.curve;
  if (benchmark && benchmark.length !== ts.length) {
    throw new Error(`a benchmark value at each of ${ts.length} marks expected, found ${benchmark.length}`);
  }
  return {
    capital,
    equity,
    ts,
    exposure,
    drawdowns: drawdowns(equity, ts, capital),
    exposures: exposures(exposure, equity),
    dailyReturns: dailyReturns(ts, equity, capital),
    benchmarkReturns: benchmark ? dailyReturns(ts, benchmark, benchmark[0]) : null,
    periodsPerYear,
    trades,
    pnl: columnOf(trades, (trade) => trade.pnl),
    tradeReturns: columnOf(trades, tradeReturn),
    oneR: run.oneR ?? null,
    fees: fills.reduce((total, fill) => total + fill.fee, 0),
    traded: run.traded ?? null,
    trials: run.trials ?? null,
  };
}

function columnOf(trades: readonly Trade[], figure: (trade: Trade) => number): Float64Array {
  const column = new Float64Array(trades.length);
  for (let i = 0; i < column.length; i++) column[i] = figure(trades[i]);
  return column;
}
