/** Backtests: asks for them as jobs, keeps their results. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { FillRules } from '@tradewind/engine/backtest/run.ts';
import { thin } from '@tradewind/engine/data/thin.ts';
import { canonicalTimeframe } from '@tradewind/engine/time/timeframe.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Job, JobKind } from '../../platform/jobs/job.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { canonicalSymbol, type MarketDataService } from '../market-data/service.ts';
import type { StrategyService } from '../strategies/service.ts';
import type { RunCurve, RunOutput, StoredRun } from './run.ts';
import type { BacktestCosts, BacktestSettings } from './settings.ts';
import type { BacktestStore } from './store.ts';
import { type TradeRow, unpackTrades } from './trade-rows.ts';

export interface BacktestOrder {
  readonly strategyId: string;
  /** Default: the strategy's own that are stored. */
  readonly symbols?: readonly string[];
  readonly timeframe: string;
  readonly start?: string;
  readonly end?: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly capital: number;
  readonly costs: BacktestCosts;
  readonly fill: FillRules;
  readonly seed: number;
}

/** A run that was asked for: its job, whose id it bears, and the run once the job is complete. */
export interface AskedRun {
  readonly job: Job;
  readonly run: StoredRun | null;
}

export interface BacktestParts {
  readonly jobs: Jobs;
  readonly store: BacktestStore;
  readonly strategies: StrategyService;
  readonly marketData: MarketDataService;
  readonly bus: Bus;
  readonly clock: Clock;
}

/** Work that ends within this time is answered with its result. */
const patienceMs = 2_000;

export class BacktestService {
  readonly #parts: BacktestParts;
  readonly #kind: JobKind<BacktestSettings, RunOutput>;

  constructor(parts: BacktestParts) {
    this.#parts = parts;
    this.#kind = {
      kind: 'backtest',
      module: new URL('./worker.ts', import.meta.url),
      summarize: ({ figures }) => ({ run_id: figures.runId, strategy_id: figures.settings.strategyId }),
      settle: (job, output) =>
        job.status === 'complete' ? [parts.store.insertion(output, job.owner, parts.clock.now())] : [],
      settled: (job, output) => {
        if (job.status === 'complete') this.#announce(output);
      },
    };
    parts.jobs.register(this.#kind);
  }

  async run(order: BacktestOrder, owner: string, idempotencyKey?: string): Promise<AskedRun> {
    const settings = this.#settle(order);
    const submitted = await this.#parts.jobs.submit(this.#kind, settings, { owner, idempotencyKey });
    const job = await this.#parts.jobs.wait(submitted.id, patienceMs);
    if (job.status === 'failed' && job.error) {
      const { code, ...data } = job.error;
      throw new AppError(code, data);
    }
    return { job, run: job.status === 'complete' ? this.#parts.store.get(job.id) : null };
  }

  get(runId: string): StoredRun {
    return this.#parts.store.get(runId) ?? unknownRun(runId);
  }

  latest(strategyId: string | undefined): StoredRun {
    if (strategyId !== undefined) this.#parts.strategies.get(strategyId);
    const run = this.#parts.store.latest(strategyId);
    if (run) return run;
    const of = strategyId === undefined ? '' : ` of ${strategyId}`;
    throw new AppError('nothing_computed', `No result${of} is stored; run a backtest first (POST /backtest/run)`);
  }

  list(strategyId: string | undefined, limit: number, offset: number): { runs: StoredRun[]; total: number } {
    return this.#parts.store.list(strategyId, limit, offset);
  }

  /** Thinned to about `points`, extremes kept; all of it without. */
  curve(runId: string, points = Number.POSITIVE_INFINITY): RunCurve {
    const curve = this.#parts.store.curve(runId) ?? unknownRun(runId);
    if (curve.ts.length <= points) return curve;
    const kept = thin(curve.equity, points);
    return { ts: Float64Array.from(kept, (i) => curve.ts[i]), equity: Float64Array.from(kept, (i) => curve.equity[i]) };
  }

  trades(runId: string, limit: number, offset: number): { trades: TradeRow[]; total: number } {
    const rows = this.#parts.store.trades(runId) ?? unknownRun(runId);
    return { trades: unpackTrades(rows, offset, limit), total: this.get(runId).trades };
  }

  /** Fills every default in and refuses what cannot be. */
  #settle(order: BacktestOrder): BacktestSettings {
    const { strategies } = this.#parts;
    const strategy = strategies.get(order.strategyId);
    const timeframe = canonicalTimeframe(order.timeframe);
    if (!timeframe) {
      throw new AppError('malformed', {
        detail: `"${order.timeframe}" is no timeframe`,
        errors: [{ pointer: '/body/timeframe', expected: 'such as 1m, 1h, 1d', found: order.timeframe }],
      });
    }
    if (order.start && order.end && Date.parse(order.end) < Date.parse(order.start)) {
      throw new AppError('malformed', {
        detail: `The range ends before it starts: ${order.start}..${order.end}`,
        errors: [{ pointer: '/body/end_date', expected: `not before ${order.start}`, found: order.end }],
      });
    }
    const symbols = order.symbols
      ? [...new Set(order.symbols.map((symbol) => canonicalSymbol(symbol) ?? symbol))]
      : this.#ownSymbols(strategy.id, strategy.instruments, timeframe);
    if (strategy.legs && symbols.length % strategy.legs.count !== 0) {
      throw new AppError('impossible', {
        detail: `${strategy.id} trades instruments in groups of ${strategy.legs.count}; found ${symbols.length}: ${symbols.join(', ')}`,
        errors: [{ pointer: '/body/symbols', expected: `a multiple of ${strategy.legs.count} symbols` }],
      });
    }
    return {
      strategyId: strategy.id,
      symbols,
      timeframe,
      start: order.start ?? null,
      end: order.end ?? null,
      parameters: strategies.resolve(strategy, order.parameters ?? {}, '/body/params'),
      capital: order.capital,
      costs: order.costs,
      fill: order.fill,
      seed: order.seed,
    };
  }

  #ownSymbols(strategyId: string, own: readonly string[], timeframe: string): string[] {
    const stored = new Set(
      this.#parts.marketData
        .list()
        .filter((one) => one.timeframe === timeframe)
        .map((one) => one.symbol),
    );
    const symbols = own.filter((symbol) => stored.has(symbol));
    if (symbols.length > 0) return symbols;
    throw new AppError('impossible', {
      detail: `None of the instruments of ${strategyId} (${own.join(', ')}) has stored ${timeframe} bars; name symbols or import bars first`,
      errors: [{ pointer: '/body/symbols', expected: 'symbols with stored bars', found: 'none' }],
    });
  }

  #announce({ figures }: RunOutput): void {
    const { settings, metrics } = figures;
    this.#parts.bus.publish('backtest_completed', {
      run_id: figures.runId,
      job_id: figures.runId,
      strategy_id: settings.strategyId,
      symbols: [...settings.symbols],
      sharpe: metrics.values.sharpeRatio,
      annual_return: metrics.values.annualReturn,
      max_drawdown: metrics.values.maxDrawdown,
      total_trades: metrics.values.totalTrades ?? 0,
      source: figures.source,
    });
  }
}

function unknownRun(runId: string): never {
  throw new AppError('not_found', `There is no run "${runId}"; GET /backtest/runs lists what is stored`);
}
