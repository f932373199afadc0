/** Backtests of several strategies on one account: asks for them as jobs, keeps their results. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Job, JobKind } from '../../platform/jobs/job.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { awaitJob } from './await-job.ts';
import { thinned } from './curve.ts';
import { type OrderParts, type PortfolioOrder, settlePortfolio } from './order.ts';
import type { PortfolioOutput, StoredPortfolioRun } from './portfolio-run.ts';
import type { PortfolioStore } from './portfolio-store.ts';
import type { RunCurve } from './run.ts';
import type { PortfolioSettings } from './settings.ts';

export interface PortfolioParts extends OrderParts {
  readonly jobs: Jobs;
  readonly store: PortfolioStore;
  readonly clock: Clock;
}

export interface AskedPortfolioRun {
  readonly job: Job;
  readonly run: StoredPortfolioRun | null;
}

export class PortfolioService {
  readonly #parts: PortfolioParts;
  readonly #kind: JobKind<PortfolioSettings, PortfolioOutput>;

  constructor(parts: PortfolioParts) {
    this.#parts = parts;
    this.#kind = {
      kind: 'portfolio-backtest',
      module: new URL('./portfolio-worker.ts', import.meta.url),
      summarize: ({ figures }) => ({ run_id: figures.runId }),
      settle: (job, output) =>
        job.status === 'complete' ? [parts.store.insertion(output, job.owner, parts.clock.now())] : [],
    };
    parts.jobs.register(this.#kind);
  }

  async run(order: PortfolioOrder, owner: string, idempotencyKey?: string): Promise<AskedPortfolioRun> {
    const { jobs, store } = this.#parts;
    const job = await awaitJob(jobs, this.#kind, settlePortfolio(order, this.#parts), { owner, idempotencyKey });
    return { job, run: job.status === 'complete' ? store.get(job.id) : null };
  }

  get(runId: string): StoredPortfolioRun {
    return this.#parts.store.get(runId) ?? unknownRun(runId);
  }

  list(limit: number, offset: number): { runs: StoredPortfolioRun[]; total: number } {
    return this.#parts.store.list(limit, offset);
  }

  /** Thinned to about `points`, extremes kept. */
  curve(runId: string, points: number): RunCurve {
    return thinned(this.#parts.store.curve(runId) ?? unknownRun(runId), points);
  }
}

function unknownRun(runId: string): never {
  throw new AppError('not_found', `There is no portfolio run "${runId}"; GET /backtest/portfolio lists what is stored`);
}
