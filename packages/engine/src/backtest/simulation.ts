/**
 * History through the trading engine on the simulated venue: what a single backtest, a portfolio and the look-ahead proof
 * have in common. The same inputs give the same facts in the same order; nothing is read but what is passed in.
 */

import { forwardAdjusted, type SplitMoment } from '../data/adjust.ts';
import { PanelFeed } from '../data/panel-feed.ts';
import { lowerBound, SliceFeed } from '../data/slice-feed.ts';
import type { Latency } from '../matching/arrivals.ts';
import type { LimitRule } from '../matching/bar-path.ts';
import { CostPrice, type Costs, LinearFee } from '../matching/costs.ts';
import { type FillTiming, SimulatedVenue } from '../matching/simulated-venue.ts';
import type { BarColumns } from '../model/bar.ts';
import type { BySlot, FeeModel, PriceModel } from '../model/cost.ts';
import type { FactSink } from '../model/fact.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Slice } from '../model/slice.ts';
import type { GateRule } from '../risk/gate.ts';
import { fractionOfEquity, type Sizer } from '../sizing/sizer.ts';
import { type SizingMoment, TradingEngine } from '../trading/engine.ts';
import type { SessionOptions } from '../trading/session.ts';
import {
  covered,
  defaultMaximumRateAge,
  type ExchangeRates,
  rateAt,
  rateEvents,
  ratesOfPairs,
} from './exchange-rates.ts';
import { type BetweenBars, Timeline } from './timeline.ts';

/** From here on preparing slices in blocks pays. */
const fewInstruments = 4;

/** How orders become fills; every choice is printed with the result. */
export interface FillRules {
  readonly when: FillTiming;
  readonly sizing: SizingMoment;
  /** `whole`: quantities are multiples of the instrument's lot, at least 1. */
  readonly lots: 'fractional' | 'whole';
  readonly allowShort: boolean;
  /** Open positions after the last bar: left open and marked at its close, or closed at its close or open. */
  readonly atEnd: 'mark' | 'close' | 'open';
  /** When a limit order fills: touched (when not given) or traded through. */
  readonly limits?: LimitRule;
  /** Largest share of a bar's volume that orders take; no limit when not given. */
  readonly partialVolumeShare?: number | null;
  /** How long an order travels; not at all when not given. */
  readonly latency?: Latency;
}

export const defaultFillRules: FillRules = {
  when: 'next_open',
  sizing: 'decision',
  lots: 'fractional',
  allowShort: true,
  atEnd: 'mark',
};

/** What is simulated, whoever trades. */
export interface SimulationRequest {
  readonly instruments: readonly Instrument[];
  /** Bars of each instrument, in the same order. */
  readonly history: readonly BarColumns[];
  /** First and last moment (inclusive) that trades and is scored; earlier bars warm the columns up. */
  readonly from?: number;
  readonly to?: number;
  readonly capital: number;
  /** Of the account; the first instrument's when not given. */
  readonly baseCurrency?: string;
  /** Needed for every other currency, unless a currency pair among the instruments tells it. */
  readonly rates?: readonly ExchangeRates[];
  /** Oldest rate that still counts, milliseconds; five days when not given. */
  readonly maximumRateAge?: number;
  /** Dividends, splits, funding, …: slots as in `instruments`. */
  readonly events?: readonly BetweenBars[];
  readonly costs: Costs;
  readonly fill: FillRules;
  /** Bars of a shorter timeframe by slot: they tell what came first within a bar. */
  readonly finer?: readonly (BarColumns | undefined)[];
  /** Length of the bars, where all have the same. */
  readonly barMs?: number;
  /** Public interfaces of sizing, fees and slippage, where `costs` does not say what is wanted. */
  readonly sizer?: Sizer;
  readonly fees?: BySlot<FeeModel>;
  readonly prices?: BySlot<PriceModel>;
  /** Buying power and margin calls (see the engine's option); not looked at when null or not given. */
  readonly leverage?: number | null;
  /** Of the gate; none when not given (decision 30). */
  readonly rules?: readonly GateRule[];
}

/** Who trades: a session without what all of them share. */
export type Trader = Pick<SessionOptions, 'strategy' | 'parameters' | 'slots' | 'capital' | 'weight' | 'protection'>;

/** Why a run cannot be made. */
export interface TooLittleHistory {
  readonly symbol: string;
  /** Bars up to the end of the range, and bars the strategy needs: its warm-up, one to decide on, one to fill. */
  readonly have: number;
  readonly need: number;
  /** `rates`: bars of a foreign instrument within the range, and those of them that have an exchange rate. */
  readonly of: 'bars' | 'rates';
}

export function isTooLittleHistory<Result extends object>(
  result: Result | TooLittleHistory,
): result is TooLittleHistory {
  return 'need' in result;
}

/** Hears what enters the engine. */
export interface SimulationWatch {
  /** The next slice is of this moment; what is due before it has not happened yet. */
  beforeSlice?(ts: number): void;
  beforeEvent?(event: BetweenBars): void;
  afterSlice?(slice: Slice): void;
}

export class Simulation {
  readonly engine: TradingEngine;
  /** As they are traded, lots included. */
  readonly instruments: readonly Instrument[];
  readonly baseCurrency: string;
  readonly #request: SimulationRequest;
  readonly #rates: readonly ExchangeRates[];
  /** Rows [from, to) of each history are within the range. */
  readonly #from: readonly number[];
  readonly #to: readonly number[];

  constructor(request: SimulationRequest, traders: readonly Trader[]) {
    const { fill, history } = request;
    this.#request = request;
    this.baseCurrency = request.baseCurrency ?? request.instruments[0].currency;
    this.instruments = request.instruments.map((one) =>
      fill.lots === 'whole' ? { ...one, lot: Math.max(1, one.lot) } : one,
    );
    const { rates = [] } = request;
    const told = ratesOfPairs(request.instruments, history, this.baseCurrency);
    this.#rates = [...rates, ...told.filter((pair) => !rates.some(({ currency }) => currency === pair.currency))];
    this.#from = history.map(({ ts }) => lowerBound(ts, request.from ?? Number.NEGATIVE_INFINITY));
    this.#to = history.map(({ ts }) => lowerBound(ts, (request.to ?? Number.POSITIVE_INFINITY) + 1));
    const { instruments } = this;
    const { fees = new LinearFee(request.costs), prices = new CostPrice(request.costs), finer, barMs } = request;
    const { when, limits, partialVolumeShare, latency } = fill;
    this.engine = new TradingEngine({
      instruments,
      sessions: traders.map((trader) => ({
        ...trader,
        instruments,
        baseCurrency: this.baseCurrency,
        allowShort: fill.allowShort,
      })),
      venue: new SimulatedVenue({
        instruments,
        fees,
        prices,
        timing: when,
        limits,
        partialVolumeShare,
        latency,
        finer,
        barMs,
      }),
      fees,
      prices,
      sizer: request.sizer ?? fractionOfEquity,
      sizing: fill.sizing,
      leverage: request.leverage,
      rules: request.rules,
    });
    const seen = history.map((bars, slot) => forwardAdjusted(bars, splitsOf(request, slot)));
    for (const session of this.engine.sessions) session.bindHistory(seen, this.#from);
  }

  /** The number of slices if all instruments share a calendar; else more may come. */
  get capacity(): number {
    return this.#to.reduce((most, to, slot) => Math.max(most, to - this.#from[slot]), 0);
  }

  /** When the slices come, where that is known without merging: of one instrument. */
  get moments(): Float64Array | null {
    const [{ ts }, ...others] = this.#request.history;
    return others.length === 0 ? ts.subarray(this.#from[0], this.#to[0]) : null;
  }

  /** Why it cannot run, or null. */
  get obstacle(): TooLittleHistory | null {
    return this.#tooFewBars() ?? this.#tooFewRates();
  }

  /** Base currency for one unit of the instrument's at this moment. */
  rateAt(slot: number, ts: number): number {
    const { currency } = this.instruments[slot];
    if (currency === this.baseCurrency) return 1;
    const rates = this.#rates.find((one) => one.currency === currency);
    return rates ? rateAt(rates, ts) : Number.NaN;
  }

  run(sink: FactSink, watch: SimulationWatch = {}): void {
    const { events = [], history, fill } = this.#request;
    const { engine } = this;
    const timeline = new Timeline([...this.#rates.flatMap(rateEvents), ...events]);
    const hasQuotes = history.some(({ bid, ask }) => bid !== undefined || ask !== undefined);
    const Feed = history.length < fewInstruments || hasQuotes ? SliceFeed : PanelFeed;
    const feed = new Feed(history, this.#from, this.#to);
    const event = { kind: 'slice' as const, slice: feed.slice };
    const take = (between: BetweenBars) => {
      watch.beforeEvent?.(between);
      engine.process(between, sink);
    };
    const isWatched = watch.beforeSlice !== undefined || watch.afterSlice !== undefined;
    const canWalk = feed instanceof SliceFeed && history.length === 1 && !isWatched && timeline.isEmpty;
    while (feed.next()) {
      const { slice } = feed;
      event.slice = slice;
      watch.beforeSlice?.(slice.ts);
      timeline.deliver(slice.ts, take);
      engine.process(event, sink);
      watch.afterSlice?.(slice);
      if (canWalk) feed.skipTo(engine.walkQuiet(history[0], feed.row, this.#to[0], sink));
    }
    if (fill.atEnd !== 'mark') engine.closeOut(feed.slice, fill.atEnd, sink);
  }

  #tooFewBars(): TooLittleHistory | null {
    for (const { subjects } of this.engine.sessions) {
      for (const subject of subjects) {
        const { have, need } = subject.historyNeed(this.#request.to ?? Number.POSITIVE_INFINITY);
        const slot = subject.slots.find((one) => this.#to[one] - this.#from[one] < 2) ?? subject.slots[0];
        if (have >= need && this.#to[slot] - this.#from[slot] >= 2) continue;
        return { symbol: this.instruments[slot].symbol, have, need, of: 'bars' };
      }
    }
    return null;
  }

  #tooFewRates(): TooLittleHistory | null {
    const { maximumRateAge = defaultMaximumRateAge, history } = this.#request;
    for (const [slot, { currency, symbol }] of this.instruments.entries()) {
      if (currency === this.baseCurrency) continue;
      const [from, to] = [this.#from[slot], this.#to[slot]];
      const known = this.#rates.find((one) => one.currency === currency);
      const have = covered(known, history[slot].ts, from, to, maximumRateAge);
      if (have < to - from) return { symbol, have, need: to - from, of: 'rates' };
    }
    return null;
  }
}

function splitsOf({ events = [] }: SimulationRequest, slot: number): SplitMoment[] {
  return events.filter((event) => event.kind === 'split' && event.slot === slot) as (SplitMoment & BetweenBars)[];
}
