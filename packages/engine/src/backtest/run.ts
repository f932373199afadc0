/**
 * One backtest: history through the trading engine on the simulated venue, into columns and metrics. The same inputs
 * give the same bytes; nothing is read but what is passed in.
 */

import { lowerBound, SliceFeed } from '../data/slice-feed.ts';
import { CostPrice, type Costs, LinearFee } from '../matching/costs.ts';
import { type FillTiming, SimulatedVenue } from '../matching/simulated-venue.ts';
import { type Metrics, summarise } from '../metrics/summary.ts';
import type { BarColumns } from '../model/bar.ts';
import type { FeeModel } from '../model/cost.ts';
import type { Fill, Refusal, Trade } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';
import { fractionOfEquity, type Sizer } from '../sizing/sizer.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';
import type { PeriodsPerYear } from '../time/periods.ts';
import { type SizingMoment, TradingEngine } from '../trading/engine.ts';
import { type CashFlow, ColumnSink, type EquityCurve } from './column-sink.ts';

/** How orders become fills; every choice is printed with the result. */
export interface FillRules {
  readonly when: FillTiming;
  readonly sizing: SizingMoment;
  /** `whole`: quantities are multiples of the instrument's lot, at least 1. */
  readonly lots: 'fractional' | 'whole';
  readonly allowShort: boolean;
  /** Open positions after the last bar: left open and marked at its close, or closed at its close or open. */
  readonly atEnd: 'mark' | 'close' | 'open';
}

export const defaultFillRules: FillRules = {
  when: 'next_open',
  sizing: 'decision',
  lots: 'fractional',
  allowShort: true,
  atEnd: 'mark',
};

export interface BacktestRequest {
  readonly strategy: Strategy;
  readonly parameters: ParameterValues;
  readonly instruments: readonly Instrument[];
  /** Bars of each instrument, in the same order. */
  readonly history: readonly BarColumns[];
  /** First and last moment (inclusive) that trades and is scored; earlier bars warm the columns up. */
  readonly from?: number;
  readonly to?: number;
  readonly capital: number;
  readonly costs: Costs;
  readonly fill: FillRules;
  readonly periodsPerYear: PeriodsPerYear;
  /** Public interfaces of sizing and fees, where the standard ones do not say what is wanted. */
  readonly sizer?: Sizer;
  readonly fees?: FeeModel;
}

/** A position that is still open when the run ends. */
export interface OpenPosition {
  readonly slot: number;
  /** Units, signed. */
  readonly quantity: number;
  readonly averagePrice: number;
  /** Marked gain before exit costs, in the instrument's currency. */
  readonly openGain: number;
}

export interface BacktestResult {
  readonly curve: EquityCurve;
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
  readonly refusals: readonly Refusal[];
  readonly cashFlows: readonly CashFlow[];
  readonly openPositions: readonly OpenPosition[];
  readonly orders: number;
  readonly metrics: Metrics;
}

/** Why a run cannot be made. */
export interface TooLittleHistory {
  readonly symbol: string;
  /** Bars up to the end of the range, and bars the strategy needs: its warm-up, one to decide on, one to fill. */
  readonly have: number;
  readonly need: number;
}

export function isTooLittleHistory(result: BacktestResult | TooLittleHistory): result is TooLittleHistory {
  return 'need' in result;
}

export function runBacktest(request: BacktestRequest): BacktestResult | TooLittleHistory {
  const { strategy, parameters, history, fill, capital } = request;
  const instruments = request.instruments.map((one) => {
    return fill.lots === 'whole' ? { ...one, lot: Math.max(1, one.lot) } : one;
  });
  const fees = request.fees ?? new LinearFee(request.costs);
  const prices = new CostPrice(request.costs);
  const venue = new SimulatedVenue({ instruments, fees, prices, timing: fill.when });
  const slots = instruments.map((_, slot) => slot);
  const engine = new TradingEngine({
    instruments,
    sessions: [
      {
        strategy,
        parameters,
        instruments,
        slots,
        baseCurrency: instruments[0].currency,
        capital,
        allowShort: fill.allowShort,
      },
    ],
    venue,
    fees,
    prices,
    sizer: request.sizer ?? fractionOfEquity,
    sizing: fill.sizing,
  });

  const [session] = engine.sessions;
  const from = history.map((bars) => lowerBound(bars.ts, request.from ?? Number.NEGATIVE_INFINITY));
  const to = history.map((bars) => lowerBound(bars.ts, (request.to ?? Number.POSITIVE_INFINITY) + 1));
  session.bindHistory(history, from);
  for (const subject of session.subjects) {
    const [slot] = subject.slots;
    const { have, need } = subject.historyNeed(request.to ?? Number.POSITIVE_INFINITY);
    if (have < need || to[slot] - from[slot] < 2) return { symbol: instruments[slot].symbol, have, need };
  }

  const sink = new ColumnSink(slots.reduce((total, slot) => total + to[slot] - from[slot], 0));
  const feed = new SliceFeed(history, from, to);
  const event = { kind: 'slice', slice: feed.slice } as const;
  while (feed.next()) engine.process(event, sink);
  if (fill.atEnd !== 'mark') engine.closeOut(feed.slice, fill.atEnd, sink);

  const curve = sink.curve();
  const openPositions = slots
    .filter((slot) => session.ledger.quantity(slot) !== 0)
    .map((slot) => ({
      slot,
      quantity: session.ledger.quantity(slot),
      averagePrice: session.ledger.averagePrice(slot),
      openGain: session.ledger.openGain(slot),
    }));
  return {
    curve,
    trades: sink.trades,
    fills: sink.fills,
    refusals: sink.refusals,
    cashFlows: sink.cashFlows,
    openPositions,
    orders: sink.orders,
    metrics: summarise({
      capital,
      curve,
      trades: sink.trades,
      fills: sink.fills,
      periodsPerYear: request.periodsPerYear,
    }),
  };
}
