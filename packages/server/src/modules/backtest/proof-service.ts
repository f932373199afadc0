/** Proofs about stored runs, as jobs: made when they are first asked for. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { LookAheadCertificate } from '@tradewind/engine/backtest/look-ahead.ts';
import type { Clock } from '../../platform/clock.ts';
import { isFinal, type Job, type JobKind } from '../../platform/jobs/job.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { awaitJob } from './await-job.ts';
import { compareRuns, type StoredCertificate, type Verification } from './proof.ts';
import type { RepeatInput, RunFigures, RunOutput } from './run.ts';
import type { BacktestService } from './service.ts';
import type { BacktestStore } from './store.ts';

export interface ProofParts {
  readonly jobs: Jobs;
  readonly store: BacktestStore;
  readonly backtests: BacktestService;
  readonly clock: Clock;
}

/** The proof, or the job that is at it. */
export type AskedProof<Proof> = { readonly proof: Proof } | { readonly job: Job };

export class ProofService {
  readonly #parts: ProofParts;
  readonly #lookAhead: JobKind<RepeatInput, LookAheadCertificate>;
  readonly #verify: JobKind<RepeatInput, RunOutput>;
  /** Jobs that were asked for and not read yet, by kind and run: who asks again waits for the same one. */
  readonly #asked = new Map<string, string>();

  constructor(parts: ProofParts) {
    this.#parts = parts;
    this.#lookAhead = {
      kind: 'backtest-lookahead',
      module: new URL('./proof-worker.ts', import.meta.url),
      settle: (job, certificate) =>
        job.status === 'complete'
          ? [parts.store.certificateUpdate(job.input.runId, { ...certificate, computedAt: parts.clock.now() })]
          : [],
    };
    this.#verify = {
      kind: 'backtest-verify',
      module: new URL('./verify-worker.ts', import.meta.url),
      summarize: (again) => compareRuns(this.#stored(again.figures.runId), again),
    };
    parts.jobs.register(this.#lookAhead);
    parts.jobs.register(this.#verify);
  }

  figures(runId: string): RunFigures {
    return this.#parts.backtests.get(runId).figures;
  }

  /** Stored with the run once it is made. */
  async lookAhead(runId: string, owner: string): Promise<AskedProof<StoredCertificate>> {
    const { store } = this.#parts;
    const figures = this.figures(runId);
    const stored = store.certificate(runId);
    if (stored) return { proof: stored };
    const job = await this.#ask(this.#lookAhead, figures, owner);
    const proof = store.certificate(runId);
    return proof ? { proof } : { job };
  }

  /** Makes the run again and compares, every time. */
  async verify(runId: string, owner: string): Promise<AskedProof<Verification>> {
    const figures = this.figures(runId);
    const job = await this.#ask(this.#verify, figures, owner);
    return job.status === 'complete' ? { proof: job.result as Verification } : { job };
  }

  async #ask<Result>(
    kind: JobKind<RepeatInput, Result>,
    { runId, settings, lastTs }: RunFigures,
    owner: string,
  ): Promise<Job> {
    const { jobs } = this.#parts;
    const key = `${kind.kind} ${runId}`;
    const earlier = this.#asked.get(key);
    this.#asked.delete(key);
    const input = { runId, settings, until: lastTs };
    const job = await awaitJob(jobs, kind, input, { owner }, earlier === undefined ? null : jobs.get(earlier));
    if (job.status === 'cancelled') throw new AppError('conflict', `The work was cancelled (job ${job.id})`);
    if (!isFinal(job.status)) this.#asked.set(key, job.id);
    return job;
  }

  #stored(runId: string): RunOutput {
    const { store } = this.#parts;
    const figures = this.figures(runId);
    const [curve, trades] = [store.curve(runId), store.trades(runId)];
    if (!curve || !trades) throw new Error(`the run ${runId} is stored without its curve or its trades`);
    return { figures, curve, trades };
  }
}
