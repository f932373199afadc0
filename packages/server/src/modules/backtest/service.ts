/** Backtests: asks for them as jobs, keeps their results, sets them side by side. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import type { Bus } from '../../platform/bus/bus.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Job, JobKind } from '../../platform/jobs/job.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { awaitJob } from './await-job.ts';
import { thinned } from './curve.ts';
import { type BacktestOrder, type OrderParts, settleBacktest } from './order.ts';
import type { RunCurve, RunOutput, StoredRun } from './run.ts';
import type { BacktestSettings } from './settings.ts';
import type { BacktestStore } from './store.ts';
import { type TradeRow, unpackTrades } from './trade-rows.ts';

/** A run that was asked for: its job, whose id it bears, and the run once the job is complete. */
export interface AskedRun {
  readonly job: Job;
  readonly run: StoredRun | null;
}

export interface BacktestParts extends OrderParts {
  readonly jobs: Jobs;
  readonly store: BacktestStore;
  readonly bus: Bus;
  readonly clock: Clock;
}

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
    const { jobs, store } = this.#parts;
    const settings = settleBacktest(order, this.#parts);
    const job = await awaitJob(jobs, this.#kind, settings, { owner, idempotencyKey });
    return { job, run: job.status === 'complete' ? store.get(job.id) : null };
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
    return thinned(this.#parts.store.curve(runId) ?? unknownRun(runId), points);
  }

  trades(runId: string, limit: number, offset: number): { trades: TradeRow[]; total: number } {
    const rows = this.#parts.store.trades(runId) ?? unknownRun(runId);
    return { trades: unpackTrades(rows, offset, limit), total: this.get(runId).trades };
  }

  /** The latest stored run of each of these strategies, or null. */
  latestOf(strategyIds: readonly string[]): { readonly strategyId: string; readonly run: StoredRun | null }[] {
    return strategyIds.map((strategyId) => ({ strategyId, run: this.#parts.store.latest(strategyId) }));
  }

  /** Every strategy with its latest stored run, by Sharpe ratio; last those without one, and those without a run. */
  ranking(): { readonly strategy: Strategy; readonly run: StoredRun | null }[] {
    const rows = this.#parts.strategies.list().map((strategy) => {
      return { strategy, run: this.#parts.store.latest(strategy.id) };
    });
    const rank = ({ run }: (typeof rows)[number]) =>
      run ? (run.figures.metrics.values.sharpeRatio ?? -Number.MAX_VALUE) : Number.NEGATIVE_INFINITY;
    return rows.sort((a, b) => rank(b) - rank(a) || 0);
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
