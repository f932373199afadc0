/**
 * Signals, computed from stored bars: on request, day by day into the past, and by themselves whenever new bars of a
 * strategy's instruments come.
 */
import { setImmediate } from 'node:timers/promises';
import { AppError } from '@tradewind/contract/errors.ts';
import { dailySignals, type LatestSignal, latestSignal } from '@tradewind/engine/backtest/signals.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { tradingDay } from '@tradewind/engine/time/periods.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { MarketDataService } from '../market-data/service.ts';
import type { StrategyService } from '../strategies/service.ts';
import { dressSignalFact } from './fact.ts';
import { type GivenBar, withBar } from './given-bar.ts';
import { type Signal, type SignalOrigin, signalFrom } from './signal.ts';
import type { SignalStore } from './store.ts';
import { type SignalBars, signalBars } from './subject.ts';

export interface SignalParts {
  readonly strategies: StrategyService;
  readonly marketData: MarketDataService;
  readonly store: SignalStore;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SignalRequest {
  readonly strategyId: string;
  /** Default: the strategy's own. */
  readonly symbol?: string;
  readonly timeframe: string;
  /** Default: those in force. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A signal with what the strategy looked at. */
export interface GeneratedSignal {
  readonly signal: Signal;
  readonly inputs: LatestSignal['inputs'];
  readonly isStored: boolean;
}

export interface MissingSignal {
  readonly strategyId: string;
  readonly error: AppError;
}

export interface SignalsOfAll {
  readonly signals: readonly Signal[];
  readonly missing: readonly MissingSignal[];
}

/** Signals of one set of bars and parameters are computed once; so many are kept. */
const keptComputations = 256;

export class SignalService {
  readonly #parts: SignalParts;
  readonly #computed = new Map<string, LatestSignal>();
  #firstSignals: Promise<unknown> | null = null;

  constructor(parts: SignalParts) {
    this.#parts = parts;
  }

  /** On the latest closed bar that is stored. */
  latest(request: SignalRequest): Signal {
    const { strategy, bars, origin } = this.#prepare(request);
    return signalFrom(origin, this.#latestOf(strategy, bars, request));
  }

  /** On the latest bar: stored, then published. On a given bar: neither. */
  async generate(request: SignalRequest, given?: GivenBar): Promise<GeneratedSignal> {
    const { strategy, bars, origin } = this.#prepare(request);
    if (given) {
      const found = this.#latestOf(strategy, hypothetical(strategy, bars, given), request);
      return { signal: signalFrom(origin, found), inputs: found.inputs, isStored: false };
    }
    const found = this.#latestOf(strategy, bars, request);
    const signal = signalFrom(origin, found);
    await this.#parts.store.add(signal, { isOfDay: signal.paramsVersion !== null && this.#isOver(signal.barEnd) });
    this.#parts.bus.publish('signal_generated', dressSignalFact(signal));
    return { signal, inputs: found.inputs, isStored: true };
  }

  /** The signal after each of the calendar days up to the latest bar, oldest first. What is not stored yet is computed. */
  async history(request: SignalRequest, days: number): Promise<Signal[]> {
    const { strategy, bars, origin } = this.#prepare(request);
    const { store } = this.#parts;
    const ends = bars.history[0].ts;
    const fromDay = tradingDay(ends[ends.length - 1]) - days + 1;
    const stored = new Map(store.days(origin, fromDay).map((signal) => [tradingDay(signal.barEnd), signal]));
    const wanted = new Set(ends.filter((ts) => tradingDay(ts) >= fromDay).map(tradingDay));
    if ([...wanted].every((day) => stored.has(day))) return [...stored.values()];
    const source = { strategy, parameters: this.#values(strategy, request), ...bars };
    const found = dailySignals(source, fromDay * dayMs + 1);
    if ('needed' in found) throw tooLittleHistory(strategy, bars, found.needed);
    const computed = found.map((one) => signalFrom(origin, one));
    await store.addDays(computed.filter(({ barEnd }) => this.#isOver(barEnd) && !stored.has(tradingDay(barEnd))));
    return computed.map((signal) => stored.get(tradingDay(signal.barEnd)) ?? signal);
  }

  /** Of every strategy on its own first instruments; those without one are listed with the reason. */
  async ofAll(): Promise<SignalsOfAll> {
    const signals: Signal[] = [];
    const missing: MissingSignal[] = [];
    for (const { id } of this.#parts.strategies.list()) {
      try {
        signals.push(this.latest({ strategyId: id, timeframe: '1d' }));
      } catch (error) {
        if (!isExpected(error)) throw error;
        missing.push({ strategyId: id, error });
      }
      // Others are served in between.
      await setImmediate();
    }
    return { signals, missing };
  }

  /** The day's signals: every strategy on each of its own instruments that has daily bars. */
  async generateAll(): Promise<{ readonly computed: number; readonly impossible: number }> {
    let computed = 0;
    let impossible = 0;
    for (const strategy of this.#parts.strategies.list()) {
      for (const symbol of decidesTogether(strategy) ? [undefined] : strategy.instruments) {
        if (await this.#follow({ strategyId: strategy.id, symbol, timeframe: '1d' })) computed++;
        else impossible++;
      }
    }
    return { computed, impossible };
  }

  /** Newest first. Where none was ever stored, the day's are computed first. */
  async list(
    strategyId: string | undefined,
    limit: number,
    offset: number,
  ): Promise<{ signals: Signal[]; total: number }> {
    const { store, strategies } = this.#parts;
    if (strategyId !== undefined) strategies.get(strategyId);
    if (store.list(undefined, 1, 0).total === 0) {
      this.#firstSignals ??= this.generateAll().finally(() => {
        this.#firstSignals = null;
      });
      await this.#firstSignals;
    }
    return store.list(strategyId, limit, offset);
  }

  /** Follows imports: new bars of a strategy's own instruments give a new signal. Returns how to stop and be done. */
  watch(): () => Promise<void> {
    const underWay = new Set<Promise<unknown>>();
    const stop = this.#parts.bus.subscribe(['market_data_imported'], ({ payload: { symbol, timeframe } }) => {
      for (const strategy of this.#parts.strategies.list()) {
        if (!strategy.instruments.includes(symbol)) continue;
        const asked = decidesTogether(strategy) ? undefined : symbol;
        const following = this.#follow({ strategyId: strategy.id, symbol: asked, timeframe });
        underWay.add(following);
        void following.finally(() => underWay.delete(following));
      }
    });
    return async () => {
      stop();
      await Promise.all(underWay);
    };
  }

  #prepare(request: SignalRequest): { strategy: Strategy; bars: SignalBars; origin: SignalOrigin } {
    const { strategies, marketData, clock } = this.#parts;
    const strategy = strategies.get(request.strategyId);
    const bars = signalBars(marketData, strategy, request.symbol, request.timeframe);
    const { symbols, timeframe, source, isSynthetic } = bars;
    const paramsVersion = request.parameters ? null : strategies.parameters(strategy.id).version;
    const computedAt = clock.now();
    const origin = { strategyId: strategy.id, symbols, timeframe, computedAt, paramsVersion, source, isSynthetic };
    return { strategy, bars, origin };
  }

  #values(strategy: Strategy, { parameters = {} }: SignalRequest) {
    return this.#parts.strategies.resolve(strategy, parameters, '/body/params');
  }

  #latestOf(strategy: Strategy, bars: SignalBars, request: SignalRequest): LatestSignal {
    const parameters = this.#values(strategy, request);
    const key = JSON.stringify([strategy.id, parameters, bars.timeframe, bars.revision]);
    const known = this.#computed.get(key);
    if (known) return known;
    const found = latestSignal({ strategy, parameters, ...bars });
    if ('needed' in found) throw tooLittleHistory(strategy, bars, found.needed);
    const [oldest] = this.#computed.keys();
    if (this.#computed.size >= keptComputations) this.#computed.delete(oldest);
    this.#computed.set(key, found);
    return found;
  }

  /** Whether the day of a bar is over: until then a later bar may still change its signal. */
  #isOver(barEnd: number): boolean {
    return (tradingDay(barEnd) + 1) * dayMs <= this.#parts.clock.now();
  }

  /** Whether there is a signal now: too little history or no bars are no fault. */
  async #follow(asked: SignalRequest): Promise<boolean> {
    try {
      await this.generate(asked);
      return true;
    } catch (error) {
      if (!isExpected(error)) this.#parts.log.error({ err: error, ...asked }, 'no signal could be computed');
      return false;
    }
  }
}

/** Whether its instruments are decided on as one: the legs of a pair, or all that a strategy with its own orders holds. */
const decidesTogether = ({ legs, onSlice }: Strategy): boolean => legs !== undefined || onSlice !== undefined;

const isExpected = (error: unknown): error is AppError =>
  error instanceof AppError && ['too_little_history', 'not_found', 'impossible'].includes(error.code);

function hypothetical({ id }: Strategy, bars: SignalBars, given: GivenBar): SignalBars {
  if (bars.symbols.length > 1) {
    throw new AppError('impossible', {
      detail: `${id} decides on ${bars.symbols.join(', ')} together: one given bar is not enough; name one symbol or give none`,
      errors: [{ pointer: '/body/bar', expected: 'none for several instruments' }],
      extensions: { condition: 'one instrument' },
    });
  }
  const history = [withBar(bars.history[0], given, bars.timeframe)];
  return { ...bars, history, revision: `${bars.revision} ${JSON.stringify(given)}` };
}

function tooLittleHistory({ id }: Strategy, { symbols, timeframe, history }: SignalBars, needed: number): AppError {
  const shortest = history.reduce((least, { length }, i) => (length < history[least].length ? i : least), 0);
  const symbol = symbols[shortest];
  const available = history[shortest].length;
  return new AppError('too_little_history', {
    detail: `${symbol} has ${available} ${timeframe} bars; ${id} needs ${needed} for a signal`,
    extensions: {
      symbol,
      bars_available: available,
      bars_needed: needed,
      condition: 'bars_available >= bars_needed',
    },
  });
}
