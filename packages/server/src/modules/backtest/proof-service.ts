/** Proofs about stored runs, as jobs: made when they are first asked for. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { LookAheadCertificate } from '@tradewind/engine/backtest/look-ahead.ts';
import { firstDifference } from '@tradewind/engine/backtest/verify.ts';
import type { Clock } from '../../platform/clock.ts';
import { isFinal, type Job, type JobKind } from '../../platform/jobs/job.ts';
import type { Jobs } from '../../platform/jobs/jobs.ts';
import { awaitJob } from './await-job.ts';
import type { RepeatInput, StoredCertificate, Verification } from './proof.ts';
import type { RunOutput } from './run.ts';
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
  /** Jobs under way, by run: who asks again waits for the same one. */
  readonly #proving = new Map<string, string>();

  constructor(parts: ProofParts) {
    this.#parts = parts;
    this.#lookAhead = {
      kind: 'backtest-lookahead',
      module: new URL('./lookahead-worker.ts', import.meta.url),
      settle: (job, certificate) =>
        job.status === 'complete'
          ? [parts.store.certificateUpdate(job.input.runId, { ...certificate, computedAt: parts.clock.now() })]
          : [],
    };
    this.#verify = {
      kind: 'backtest-verify',
      module: new URL('./verify-worker.ts', import.meta.url),
      summarize: (again) => this.#compare(again),
    };
    parts.jobs.register(this.#lookAhead);
    parts.jobs.register(this.#verify);
  }

  /** Stored with the run once it is made. */
  async lookAhead(runId: string, owner: string): Promise<AskedProof<StoredCertificate>> {
    const { backtests, store, jobs } = this.#parts;
    const { figures } = backtests.get(runId);
    const stored = store.certificate(runId);
    if (stored) return { proof: stored };
    const known = this.#proving.get(runId);
    const before = known === undefined ? null : jobs.get(known);
    const input = { runId, settings: figures.settings, until: figures.lastTs };
    const job = await awaitJob(
      jobs,
      this.#lookAhead,
      input,
      { owner },
      before && !isFinal(before.status) ? before : null,
    );
    this.#proving.set(runId, job.id);
    const made = store.certificate(runId);
    if (!made) return { job };
    this.#proving.delete(runId);
    return { proof: made };
  }

  /** Makes the run again and compares: every time it is asked. */
  async verify(runId: string, owner: string): Promise<AskedProof<Verification>> {
    const { backtests, jobs } = this.#parts;
    const { figures } = backtests.get(runId);
    const input = { runId, settings: figures.settings, until: figures.lastTs };
    const job = await awaitJob(jobs, this.#verify, input, { owner });
    if (job.status === 'cancelled') throw new AppError('conflict', 'The verification was cancelled');
    return job.status === 'complete' ? { proof: job.result as Verification } : { job };
  }

  #compare({ figures: made, curve, trades }: RunOutput): Verification {
    const { store, backtests } = this.#parts;
    const { runId, data: current = {}, codeVersion: now = '' } = made;
    const { figures } = backtests.get(runId);
    const stored = { curve: store.curve(runId), trades: store.trades(runId), figures };
    // As it was stored: through JSON, which knows no member without a value.
    const difference = firstDifference(stored, { curve, trades, figures: JSON.parse(JSON.stringify(made)) });
    const { data, codeVersion = null } = figures;
    return {
      runId,
      isSame: difference === null,
      firstDifference: difference,
      changedData: data === undefined ? null : Object.keys(data).filter((symbol) => data[symbol] !== current[symbol]),
      codeVersion: { stored: codeVersion, recomputed: now },
    };
  }
}
