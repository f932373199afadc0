/** What a run leaves behind, and its figures. */

import { type Metrics, summarise } from '../metrics/summary.ts';
import type { Fill, Refusal, Trade } from '../model/fact.ts';
import type { PeriodsPerYear } from '../time/periods.ts';
import type { CashFlow, ColumnSink, EquityCurve } from './column-sink.ts';
import type { Simulation } from './simulation.ts';

/** A position that is still open when the run ends. */
export interface OpenPosition {
  readonly session: number;
  readonly slot: number;
  /** Units, signed. */
  readonly quantity: number;
  readonly averagePrice: number;
  /** Marked gain before exit costs, in the instrument's currency. */
  readonly openGain: number;
}

export interface RunResult {
  readonly curve: EquityCurve;
  /** Kept as rows of numbers; each reading makes the objects anew, so keep what is gone over more than once. */
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
  readonly refusals: readonly Refusal[];
  readonly cashFlows: readonly CashFlow[];
  readonly openPositions: readonly OpenPosition[];
  readonly orders: number;
  /**
   * The first slice after which no equity was left: positions were closed at the next price and nothing was entered any
   * more. Null: it never came to that.
   */
  readonly ruinedAt: number | null;
  readonly metrics: Metrics;
}

/** Value of the benchmark at each of these moments: first to last mark of a run. */
export type Benchmark = (ts: Float64Array) => Float64Array;

/** How a run is measured. */
export interface Measures {
  readonly capital: number;
  readonly periodsPerYear: PeriodsPerYear;
  /** Absent: no alpha, beta, tracking error or information ratio. */
  readonly benchmark?: Benchmark;
  /** Money per 1 R for trades without a stop. */
  readonly oneR?: number;
}

export function resultOf(simulation: Simulation, sink: ColumnSink, measures: Measures): RunResult {
  const { trades, fills, refusals, cashFlows, orders } = sink;
  const curve = sink.curve();
  const metrics = summarise({
    capital: measures.capital,
    curve,
    ...inBaseCurrency(simulation, trades, fills),
    periodsPerYear: measures.periodsPerYear,
    benchmark: measures.benchmark?.(curve.ts),
    oneR: measures.oneR,
  });
  return {
    curve,
    get trades() {
      return sink.trades;
    },
    get fills() {
      return sink.fills;
    },
    refusals,
    cashFlows,
    openPositions: openPositions(simulation),
    orders,
    ruinedAt: ruinOf(curve, metrics),
    metrics,
  };
}

function ruinOf({ ts, equity }: EquityCurve, { values }: Metrics): number | null {
  // Nothing left is a fall of everything: only then is there a moment to look for.
  if (values.maxDrawdown === null || values.maxDrawdown > -1) return null;
  const row = equity.findIndex((value) => value <= 0);
  return row < 0 ? null : ts[row];
}

/** Trades and fees as the metrics want them, and the money that changed hands. */
export function inBaseCurrency(
  simulation: Simulation,
  trades: readonly Trade[],
  fills: readonly Fill[],
): { readonly trades: readonly Trade[]; readonly fills: readonly Fill[]; readonly traded: number } {
  const { instruments, baseCurrency } = simulation;
  let traded = 0;
  for (const { slot, ts, signedQuantity, price } of fills) {
    traded += Math.abs(signedQuantity) * price * instruments[slot].multiplier * simulation.rateAt(slot, ts);
  }
  if (instruments.every(({ currency }) => currency === baseCurrency)) return { trades, fills, traded };
  return {
    trades: trades.map((trade) => exchanged(trade, simulation.rateAt(trade.slot, trade.exitTs))),
    fills: fills.map((fill) => ({ ...fill, fee: fill.fee * simulation.rateAt(fill.slot, fill.ts) })),
    traded,
  };
}

/** Money of a trade at the rate of its exit. */
function exchanged(trade: Trade, rate: number): Trade {
  const { entryNotional, fees, pnl } = trade;
  return { ...trade, entryNotional: entryNotional * rate, fees: fees * rate, pnl: pnl * rate };
}

function openPositions({ engine, instruments }: Simulation): OpenPosition[] {
  return engine.sessions.flatMap(({ ledger, index }) =>
    instruments.flatMap((_, slot) => {
      const quantity = ledger.quantity(slot);
      if (quantity === 0) return [];
      return [
        { session: index, slot, quantity, averagePrice: ledger.averagePrice(slot), openGain: ledger.openGain(slot) },
      ];
    }),
  );
}
