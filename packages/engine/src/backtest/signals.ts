/**
 * Signals: what a strategy wants after the close of a bar. They are read off a backtest without costs while it runs, so
 * that the latest signal is the last decision of a backtest that ends today, and that of an earlier day the one a backtest
 * would have taken that day: what comes later changes nothing.
 */

import { noCosts } from '../matching/costs.ts';
import type { BarColumns } from '../model/bar.ts';
import { type Instrument, instrument } from '../model/instrument.ts';
import type { Slice } from '../model/slice.ts';
import { mean, standardDeviation } from '../statistics/moments.ts';
import type { ParameterValues } from '../strategies/parameters.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { tradingDay } from '../time/periods.ts';
import type { Session } from '../trading/session.ts';
import { ColumnSink } from './column-sink.ts';
import { defaultFillRules, Simulation } from './simulation.ts';

export interface LatestSignal {
  /** End of the bar it was computed on. */
  readonly ts: number;
  /** Of the first instrument. */
  readonly close: number;
  /** Wanted exposure as share of equity, signed; of several instruments their sum, of a pair that of its target. */
  readonly exposure: number;
  /** By instrument. */
  readonly exposures: readonly number[];
  /** The strategy's own measure now; null when it has none or it is not defined yet. */
  readonly rawValue: number | null;
  /** Raw value in standard deviations (ddof 1) from its mean over the bars before this one. */
  readonly zScore: number | null;
  /** Share of the bars before at which the raw value was smaller in size, 0..1: how unusual this conviction is. */
  readonly confidence: number | null;
  /** Prices of the protective orders an entry at this close would get; null where there is none. */
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** What the strategy looked at, by the names of its columns; of the first instrument or group. */
  readonly inputs: Readonly<Record<string, number | null>>;
}

export interface SignalSource {
  readonly strategy: Strategy;
  readonly parameters: ParameterValues;
  /** Bars of each instrument, those of a pair in their order. */
  readonly history: readonly BarColumns[];
  /** As `history`; without it shares in one currency. */
  readonly instruments?: readonly Instrument[];
}

/** When there are too few bars, `needed` says how many there must be. */
export function latestSignal(source: SignalSource): LatestSignal | { readonly needed: number } {
  const found = dailySignals(source, Number.POSITIVE_INFINITY);
  return 'needed' in found ? found : found[0];
}

/**
 * The last signal of each trading day from the moment `from` on, of days on which the history was already long enough; the
 * latest is always among them.
 */
export function dailySignals(source: SignalSource, from: number): LatestSignal[] | { readonly needed: number } {
  const { strategy, parameters, history } = source;
  const slots = history.map((_, slot) => slot);
  const capital = 1_000_000;
  const simulation = new Simulation(
    {
      instruments: source.instruments ?? slots.map((slot) => instrument({ symbol: `instrument ${slot}` })),
      history,
      capital,
      costs: noCosts,
      fill: defaultFillRules,
    },
    [{ strategy, parameters, slots, capital }],
  );
  const [session] = simulation.engine.sessions;
  const needed = missingBars(session, Number.POSITIVE_INFINITY);
  if (needed !== null) return { needed };
  const reader = new SignalReader(source, simulation, from);
  simulation.run(new ColumnSink(simulation.capacity), { afterSlice: (slice) => reader.read(slice) });
  return reader.end();
}

/** How many bars there must be, where up to this moment there are fewer. */
function missingBars({ subjects }: Session, ts: number): number | null {
  for (const subject of subjects) {
    const { have, need } = subject.historyNeed(ts);
    // A backtest also needs a bar to fill on.
    if (have < need - 1) return need - 1;
  }
  return null;
}

/** A moment at which a strategy decided, before it is measured against the moments before it. */
type Decision = Omit<LatestSignal, 'zScore' | 'confidence' | 'rawValue'> & {
  readonly rawValue: number;
  /** How many raw values came before. */
  readonly before: number;
};

class SignalReader {
  readonly #source: SignalSource;
  readonly #simulation: Simulation;
  readonly #session: Session;
  readonly #from: number;
  /** Every finite raw value so far. */
  readonly #scores: Float64Array;
  #scored = 0;
  #exposures: readonly number[];
  #held = 0;
  #latest: Decision | null = null;
  readonly #signals: LatestSignal[] = [];

  constructor(source: SignalSource, simulation: Simulation, from: number) {
    this.#source = source;
    this.#simulation = simulation;
    this.#session = simulation.engine.sessions[0];
    this.#from = from;
    this.#scores = new Float64Array(source.history.reduce((bars, { length }) => bars + length, 0));
    this.#exposures = source.history.map(() => 0);
  }

  read(slice: Slice): void {
    const { strategy, parameters } = this.#source;
    const [subject] = this.#session.subjects;
    if (strategy.target && !subject.isNew) return;
    const latest = this.#latest;
    if (latest && latest.ts >= this.#from && tradingDay(latest.ts) !== tradingDay(slice.ts)) {
      if (missingBars(this.#session, latest.ts) === null) this.#signals.push(this.#measured(latest));
    }
    this.#exposures = strategy.target ? this.#targeted() : this.#ordered(slice);
    const close = slice.close[0];
    const exposure = strategy.target ? subject.held : this.#exposures.reduce((sum, one) => sum + one, 0);
    const rawValue = strategy.score ? strategy.score(subject.columns, parameters) : Number.NaN;
    this.#latest = {
      ts: slice.ts,
      close,
      exposure,
      exposures: this.#exposures,
      rawValue,
      before: this.#scored,
      ...this.#protection(close, exposure),
      inputs: Object.fromEntries(Object.entries(subject.columns).map(([name, { now }]) => [name, finite(now)])),
    };
    if (Number.isFinite(rawValue)) this.#scores[this.#scored++] = rawValue;
  }

  end(): LatestSignal[] {
    // The history was found long enough, so there was a decision.
    const latest = this.#latest as Decision;
    return [...this.#signals, this.#measured(latest)];
  }

  /** Of a pair the legs' exposures are read when its target changes, as they are traded. */
  #targeted(): readonly number[] {
    const [subject] = this.#session.subjects;
    const { legs } = this.#source.strategy;
    if (!legs) return [subject.held];
    if (subject.held === this.#held) return this.#exposures;
    this.#held = subject.held;
    if (subject.held === 0) return subject.slots.map(() => 0);
    return legs.exposures(subject.columns, this.#source.parameters).map((one) => one * subject.held);
  }

  /** What is held and what was just ordered at the market, as share of equity. */
  #ordered({ close }: Slice): readonly number[] {
    const { engine, instruments } = this.#simulation;
    const { ledger } = this.#session;
    const quantities = instruments.map((_, slot) => ledger.quantity(slot));
    for (const { type, slot, side, quantity, filledQuantity } of engine.openOrders()) {
      if (type === 'market') quantities[slot] += side * (quantity - filledQuantity);
    }
    return quantities.map((quantity, slot) =>
      quantity === 0 ? 0 : (quantity * close[slot] * instruments[slot].multiplier) / ledger.equity,
    );
  }

  #protection(close: number, exposure: number): Pick<LatestSignal, 'stopLoss' | 'takeProfit'> {
    const { stopLoss, takeProfit } = this.#source.strategy.protection?.(this.#source.parameters) ?? {};
    const side = Math.sign(exposure);
    const at = (fraction: number | undefined, towards: number) =>
      side === 0 || fraction === undefined ? null : close * (1 + towards * side * fraction);
    return { stopLoss: at(stopLoss, -1), takeProfit: at(takeProfit, 1) };
  }

  /** Against the values before it, never against itself. */
  #measured({ rawValue, before: count, ...signal }: Decision): LatestSignal {
    const before = this.#scores.subarray(0, count);
    const isDefined = Number.isFinite(rawValue) && count >= 2;
    const deviation = isDefined ? standardDeviation(before, 1) : 0;
    const smaller = before.reduce((less, x) => less + (Math.abs(x) < Math.abs(rawValue) ? 1 : 0), 0);
    return {
      ...signal,
      rawValue: finite(rawValue),
      zScore: deviation > 0 ? (rawValue - mean(before)) / deviation : null,
      confidence: isDefined ? smaller / count : null,
    };
  }
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
