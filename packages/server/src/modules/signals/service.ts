/** Signals, computed from stored bars: on request, and by themselves whenever new bars of a strategy's instruments come. */
import { AppError } from '@tradewind/contract/errors.ts';
import { latestSignal } from '@tradewind/engine/backtest/latest-signal.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import { canonicalSymbol, type MarketDataService } from '../market-data/service.ts';
import type { StrategyService } from '../strategies/service.ts';
import { dressSignalFact } from './fact.ts';
import { directionOf, type Signal, strengthOf } from './signal.ts';
import type { SignalStore } from './store.ts';

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
  /** Default: the strategy's first instrument. */
  readonly symbol?: string;
  readonly timeframe: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export class SignalService {
  readonly #parts: SignalParts;

  constructor(parts: SignalParts) {
    this.#parts = parts;
  }

  /** Computed now, on the latest closed bar that is stored. */
  latest({ strategyId, symbol, timeframe, parameters = {} }: SignalRequest): Signal {
    const { strategies, marketData, clock } = this.#parts;
    const strategy = strategies.get(strategyId);
    if (!strategy.target) {
      throw new AppError('impossible', `${strategyId} controls its own orders; it has no signal outside a run`);
    }
    const values = strategies.resolve(strategy, parameters, '/body/params');
    const legs = symbolsFor(strategy, symbol).map((one) => marketData.bars({ symbol: one, timeframe }));
    const [{ series, bars }, ...others] = legs;
    const found = latestSignal(
      strategy,
      values,
      bars,
      others.map((leg) => leg.bars),
    );
    if ('needed' in found) {
      throw new AppError('too_little_history', {
        detail: `${series.symbol} has ${bars.length} ${series.timeframe} bars; ${strategyId} needs ${found.needed} for a signal`,
        extensions: { symbol: series.symbol, bars_available: bars.length, bars_needed: found.needed },
      });
    }
    const direction = directionOf(found.exposure);
    return {
      strategyId,
      symbols: legs.map((leg) => leg.series.symbol),
      timeframe: series.timeframe,
      direction,
      strength: strengthOf(direction, found.confidence),
      confidence: found.confidence,
      rawValue: found.rawValue,
      zScore: found.zScore,
      exposure: found.exposure,
      close: found.close,
      barEnd: found.ts,
      computedAt: clock.now(),
      source: [...new Set(legs.map((leg) => leg.series.source))].join(' + '),
      isSynthetic: legs.some((leg) => leg.series.synthetic),
    };
  }

  /** Computes, stores, then publishes. */
  async generate(request: SignalRequest): Promise<Signal> {
    const signal = this.latest(request);
    await this.#parts.store.add(signal);
    this.#parts.bus.publish('signal_generated', dressSignalFact(signal));
    return signal;
  }

  /** The day's signals: every target strategy on each of its own instruments that has daily bars. */
  async generateAll(): Promise<{ readonly computed: number; readonly impossible: number }> {
    let computed = 0;
    let impossible = 0;
    for (const strategy of this.#parts.strategies.list().filter(({ target }) => target)) {
      // A pair is decided on as one.
      for (const symbol of strategy.legs ? strategy.instruments.slice(0, 1) : strategy.instruments) {
        if (await this.#follow(strategy, symbol, '1d')) computed++;
        else impossible++;
      }
    }
    return { computed, impossible };
  }

  list(strategyId: string | undefined, limit: number, offset: number): { signals: Signal[]; total: number } {
    if (strategyId !== undefined) this.#parts.strategies.get(strategyId);
    return this.#parts.store.list(strategyId, limit, offset);
  }

  /** Follows imports: new bars of a strategy's own instruments give a new signal. Returns how to stop. */
  watch(): () => void {
    return this.#parts.bus.subscribe(['market_data_imported'], ({ payload: { symbol, timeframe } }) => {
      for (const strategy of this.#parts.strategies.list()) {
        if (strategy.target && strategy.instruments.includes(symbol)) void this.#follow(strategy, symbol, timeframe);
      }
    });
  }

  /** Whether there is a signal now: too little history or no bars are no fault. */
  async #follow(strategy: Strategy, symbol: string, timeframe: string): Promise<boolean> {
    const asked = { strategyId: strategy.id, symbol, timeframe };
    try {
      await this.generate(asked);
      return true;
    } catch (error) {
      const isExpected = error instanceof AppError && ['too_little_history', 'not_found'].includes(error.code);
      if (!isExpected) this.#parts.log.error({ err: error, ...asked }, 'no signal could be computed');
      return false;
    }
  }
}

/** What a signal is computed on: the symbol asked for, or the strategy's own; a strategy of pairs has only its own. */
function symbolsFor({ id, legs, instruments }: Strategy, symbol: string | undefined): readonly string[] {
  if (!legs) return [symbol ?? instruments[0]];
  const own = instruments.slice(0, legs.count);
  if (symbol === undefined || own.includes(canonicalSymbol(symbol) ?? '')) return own;
  throw new AppError(
    'impossible',
    `${id} trades ${legs.count} instruments together: ${own.join(', ')}, found ${symbol}`,
  );
}
