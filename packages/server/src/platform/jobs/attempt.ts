/** One attempt at one job: from claiming it to writing down how it ended. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { WriteConflict } from '../storage/database.ts';
import { Eta } from './eta.ts';
import type { Job, JobError, JobKind, JobProgress } from './job.ts';
import type { Outcome, RunningTask, WorkerPool } from './pool.ts';
import { type JobStore, plainJson } from './store.ts';

export interface AttemptSupport {
  readonly store: JobStore;
  readonly pool: WorkerPool;
  readonly clock: Clock;
  readonly log: Log;
  readonly graceMs: number;
  /** Ends the waiting for a store that is down. */
  readonly stopping: AbortSignal;
  /** The job started or came further. How it ended is told by who keeps the queue. */
  onUpdate(job: Job): void;
}

const progressStoredEveryMs = 1_000;
/** The whole server has to be down within five seconds. */
const longestInterruptMs = 2_000;
const storageRetryMs = 5_000;
export const defaultMaxAttempts = 3;
const unexpected: JobError = {
  code: 'internal',
  detail: 'The work failed for an unexpected reason; the log of the server has it under the id of the job',
};

export class Attempt {
  /** As last known, with live progress. */
  job: Job;
  /** Resolves when the end is on disk. */
  readonly ended: Promise<void>;
  readonly #kind: JobKind<unknown, unknown>;
  readonly #support: AttemptSupport;
  readonly #eta = new Eta();
  #task: RunningTask | null = null;
  #stopReason: 'cancelled' | 'interrupted' | null = null;
  #progressStoredAt = 0;

  constructor(job: Job, kind: JobKind<unknown, unknown>, support: AttemptSupport) {
    this.job = job;
    this.#kind = kind;
    this.#support = support;
    this.ended = this.#run();
  }

  /** The job shall end. Its cancellation must be on disk already. */
  cancel(): void {
    this.#stopReason = 'cancelled';
    this.#task?.stop(this.#support.graceMs);
  }

  /** The server is about to stop; the job goes back in line. */
  interrupt(): void {
    this.#stopReason ??= 'interrupted';
    this.#task?.stop(Math.min(this.#support.graceMs, longestInterruptMs));
  }

  async #run(): Promise<void> {
    const { store, clock, log, stopping } = this.#support;
    const { id } = this.job;
    try {
      await store.claim(id, clock.now());
      this.job = store.get(id) ?? this.job;
      this.#support.onUpdate(this.job);
      await this.#end(this.#stopReason === null ? await this.#work() : { type: 'terminated' });
    } catch (err) {
      // Cancelled before it was claimed: there is nothing to do.
      if (err instanceof WriteConflict) return;
      log.error({ err, job: id }, 'a job could not be started or ended; trying again later');
      await delay(storageRetryMs, undefined, { signal: stopping }).catch(() => undefined);
    }
  }

  #work(): Promise<Outcome> {
    const { store, pool } = this.#support;
    const { id, input } = this.job;
    this.#task = pool.run({
      jobId: id,
      module: this.#kind.module,
      input,
      checkpoint: store.checkpoint(id),
      onProgress: (progress) => this.#onProgress(progress),
      storeCheckpoint: (state) => store.storeCheckpoint(id, state),
    });
    return this.#task.outcome;
  }

  #onProgress(progress: JobProgress): void {
    const { store, clock, log } = this.#support;
    const now = clock.now();
    this.job = { ...this.job, progress, etaSeconds: this.#eta.report(progress, now) };
    this.#support.onUpdate(this.job);
    if (now - this.#progressStoredAt < progressStoredEveryMs) return;
    this.#progressStoredAt = now;
    store.storeProgress(this.job.id, progress).catch((err: unknown) => {
      log.warn({ err, job: this.job.id }, 'progress could not be stored');
    });
  }

  async #end(outcome: Outcome): Promise<void> {
    const { id, attempt } = this.job;
    const { store, log } = this.#support;
    const hasOwnEnd = (outcome.type === 'returned' || outcome.type === 'threw') && !outcome.sawStop;
    if (this.#stopReason === 'cancelled') {
      await (outcome.type === 'returned' ? this.#settle('cancelled', outcome.result) : this.#finish('cancelled'));
    } else if (outcome.type === 'terminated' || (this.#stopReason === 'interrupted' && !hasOwnEnd)) {
      await store.requeue(id, false);
    } else if (outcome.type === 'returned') {
      await this.#settle('complete', outcome.result);
    } else if (outcome.type === 'threw') {
      if (outcome.error === null) log.error({ job: id, trace: outcome.trace }, 'a job failed');
      await this.#finish('failed', outcome.error ?? unexpected);
    } else {
      const most = this.#kind.maxAttempts ?? defaultMaxAttempts;
      log.error({ job: id, attempt, most, reason: outcome.reason }, 'the worker of a job died');
      await (attempt < most ? store.requeue(id, true) : this.#finish('failed', diedTooOften(attempt)));
    }
  }

  /** Ends the job together with what its kind wants written. */
  async #settle(status: 'complete' | 'cancelled', result: unknown): Promise<void> {
    const { store, clock, log } = this.#support;
    const at = clock.now();
    const { id, progress } = this.job;
    let settled: Job;
    try {
      const summary = this.#kind.summarize ? this.#kind.summarize(result) : result;
      settled = {
        ...this.job,
        status,
        result: JSON.parse(plainJson(summary ?? null)),
        etaSeconds: null,
        finishedAt: at,
      };
      const statements = await this.#kind.settle?.(settled, result);
      await store.finish(id, { status, progress, result: summary, at }, statements);
    } catch (err) {
      log.error({ err, job: id }, 'the result of a job could not be stored');
      await this.#finish('failed', err instanceof AppError ? { code: err.code, ...err.data } : unexpected);
      return;
    }
    try {
      this.#kind.settled?.(settled, result);
    } catch (err) {
      log.error({ err, job: id }, 'a job is stored, but what follows from it failed');
    }
  }

  /** Ends the job without a result; while the store is down it keeps trying until the server stops. */
  async #finish(status: 'failed' | 'cancelled', error?: JobError): Promise<void> {
    const { store, clock, log, stopping } = this.#support;
    const { id, progress } = this.job;
    for (;;) {
      try {
        await store.finish(id, { status, progress, error, at: clock.now() });
        return;
      } catch (err) {
        if (err instanceof WriteConflict || stopping.aborted) throw err;
        log.error({ err, job: id }, 'the end of a job could not be stored; trying again');
        await delay(storageRetryMs, undefined, { signal: stopping }).catch(() => undefined);
      }
    }
  }
}

export const diedTooOften = (attempts: number): JobError => ({
  code: 'internal',
  detail: `The work ended ${attempts} times together with the worker or the process it ran in, and was given up`,
});
