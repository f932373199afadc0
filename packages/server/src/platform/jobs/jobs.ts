/**
 * Durable jobs. Every step is on disk before it counts: accepted, started, cancelled, ended. What runs when the
 * process dies is taken up again at the next start, from its last checkpoint, a bounded number of times.
 */
import { randomUUID } from 'node:crypto';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { Attempt, type AttemptSupport, defaultMaxAttempts, diedTooOften } from './attempt.ts';
import { dressJobUpdate } from './dress.ts';
import { isFinal, type Job, type JobKind } from './job.ts';
import { WorkerPool } from './pool.ts';
import { type JobFilter, JobStore, plainJson } from './store.ts';
import { Waiters } from './waiters.ts';

export interface JobsOptions {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDir: string;
  /** How many jobs run at the same time. */
  readonly workers: number;
  readonly workerMemoryMb?: number;
  /** How long a job that is told to stop may take before its worker is ended. */
  readonly graceMs?: number;
  /** More than this many waiting jobs are refused. */
  readonly maxQueued?: number;
  /** How long, and how many, ended jobs are kept. */
  readonly keep?: { readonly days: number; readonly jobs: number };
}

export interface Submission {
  readonly owner: string;
  /** Higher goes first; default 0. */
  readonly priority?: number;
  readonly idempotencyKey?: string;
}

const prunedEveryMs = 3_600_000;
const dayMs = 86_400_000;

export class Jobs {
  readonly #workers: number;
  readonly #maxQueued: number;
  readonly #keep: { readonly days: number; readonly jobs: number };
  readonly #bus: Bus;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #store: JobStore;
  readonly #pool: WorkerPool;
  readonly #support: AttemptSupport;
  readonly #kinds = new Map<string, JobKind<unknown, unknown>>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #waiters = new Waiters();
  readonly #stopping = new AbortController();
  #isStarted = false;
  #pruning: NodeJS.Timeout | undefined;

  constructor(options: JobsOptions) {
    const { database, bus, clock, log, dataDir, workers, workerMemoryMb = 2048, graceMs = 2_000 } = options;
    this.#workers = workers;
    this.#maxQueued = options.maxQueued ?? 10_000;
    this.#keep = options.keep ?? { days: 30, jobs: 100_000 };
    this.#bus = bus;
    this.#clock = clock;
    this.#log = log;
    this.#store = new JobStore(database);
    this.#pool = new WorkerPool({ size: workers, dataDir, memoryMb: workerMemoryMb });
    const onUpdate = (job: Job) => this.#publish(job);
    const stopping = this.#stopping.signal;
    this.#support = { store: this.#store, pool: this.#pool, clock, log, graceMs, stopping, onUpdate };
  }

  register<Input, Result>(kind: JobKind<Input, Result>): void {
    if (this.#kinds.has(kind.kind)) throw new Error(`The kind of job "${kind.kind}" is registered already`);
    this.#kinds.set(kind.kind, kind as JobKind<unknown, unknown>);
  }

  /** Resolves when the job is on disk. The same key with the same input gives the same job again. */
  async submit<Input, Result>(kind: JobKind<Input, Result>, input: Input, submission: Submission): Promise<Job> {
    if (!this.#kinds.has(kind.kind)) throw new Error(`The kind of job "${kind.kind}" is not registered`);
    const { owner, priority = 0, idempotencyKey = null } = submission;
    const json = plainJson(input);
    const id = randomUUID();
    const createdAt = this.#clock.now();
    const row = { id, kind: kind.kind, owner, priority, input: json, idempotencyKey, createdAt };
    if (!(await this.#store.insert(row, this.#maxQueued))) return this.#earlier(kind.kind, json, submission);
    const job = this.#read(id);
    this.#publish(job);
    this.#fill();
    return job;
  }

  get(id: string): Job | null {
    return this.#attempts.get(id)?.job ?? this.#store.get(id);
  }

  list(query: JobFilter & { readonly limit: number; readonly offset: number }): { jobs: Job[]; total: number } {
    const { limit, offset, ...filter } = query;
    const { jobs, total } = this.#store.list(filter, limit, offset);
    return { jobs: jobs.map((job) => this.#attempts.get(job.id)?.job ?? job), total };
  }

  /** How many jobs wait and how many run. */
  unfinished(): { queued: number; running: number } {
    return this.#store.unfinished();
  }

  /** The job once it has ended, or as it is after `ms`. */
  async wait(id: string, ms: number): Promise<Job> {
    const job = this.#read(id);
    if (isFinal(job.status) || ms <= 0) return job;
    await this.#waiters.wait(id, ms);
    return this.#read(id);
  }

  /** Resolves when the job has stopped; one that had ended before is returned as it is. */
  async cancel(id: string, by: string): Promise<Job> {
    const before = this.#read(id);
    if (isFinal(before.status)) return before;
    await this.#store.markCancelled(id, by, this.#clock.now());
    this.#log.info({ job: id, by }, 'job cancelled');
    const attempt = this.#attempts.get(id);
    if (attempt === undefined) this.#announceEnd(id);
    attempt?.cancel();
    await attempt?.ended;
    return this.#read(id);
  }

  /** Takes up what an earlier process left, then begins to work. All kinds must be registered by now. */
  async start(): Promise<void> {
    if (this.#isStarted) throw new Error('The jobs were started before');
    for (const { job, wasCancelled } of this.#store.interrupted()) await this.#recover(job, wasCancelled);
    for (const kind of this.#store.queuedKindsBeyond([...this.#kinds.keys()])) {
      this.#log.warn({ kind }, 'jobs are waiting whose kind this server does not know');
    }
    await this.#prune();
    const failed = (err: unknown) => this.#log.error({ err }, 'old jobs could not be removed');
    this.#pruning = setInterval(() => void this.#prune().catch(failed), prunedEveryMs).unref();
    this.#isStarted = true;
    this.#fill();
  }

  /** Interrupts what runs, so that the next start takes it up again from its checkpoint. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#pruning);
    const attempts = [...this.#attempts.values()];
    for (const attempt of attempts) attempt.interrupt();
    await Promise.all(attempts.map(({ ended }) => ended));
    await this.#pool.close();
    this.#waiters.releaseAll();
  }

  #earlier(kind: string, input: string, { owner, idempotencyKey }: Submission): Job {
    const earlier = idempotencyKey === undefined ? null : this.#store.withKey(owner, kind, idempotencyKey);
    if (earlier === null) {
      throw new AppError('unavailable', { detail: `${this.#maxQueued} jobs are waiting already`, retryAfter: 30 });
    }
    if (earlier.input === input) return this.#read(earlier.job.id);
    throw new AppError('conflict', `The idempotency key "${idempotencyKey}" was used before with another request`);
  }

  async #recover({ id, attempt, kind, progress }: Job, wasCancelled: boolean): Promise<void> {
    const most = this.#kinds.get(kind)?.maxAttempts ?? defaultMaxAttempts;
    const at = this.#clock.now();
    this.#log.warn({ job: id, kind, attempt, wasCancelled }, 'a job was interrupted when the process died');
    if (wasCancelled) await this.#store.finish(id, { status: 'cancelled', progress, at });
    else if (attempt < most) await this.#store.requeue(id, true);
    else await this.#store.finish(id, { status: 'failed', progress, error: diedTooOften(attempt), at });
    this.#publish(this.#read(id));
  }

  /** Gives idle workers something to do. */
  #fill(): void {
    if (!this.#isStarted || this.#stopping.signal.aborted) return;
    // Jobs that are being claimed at this moment still read as queued.
    const candidates = this.#store.queued([...this.#kinds.keys()], this.#workers + this.#attempts.size);
    for (const job of candidates) {
      if (this.#attempts.size >= this.#workers) return;
      if (!this.#attempts.has(job.id)) this.#begin(job);
    }
  }

  #begin(job: Job): void {
    const attempt = new Attempt(job, this.#kinds.get(job.kind)!, this.#support);
    this.#attempts.set(job.id, attempt);
    attempt.ended
      .then(() => {
        this.#attempts.delete(job.id);
        this.#announceEnd(job.id);
        this.#fill();
      })
      .catch((err: unknown) => this.#log.error({ err, job: job.id }, 'what follows the end of a job failed'));
  }

  /** Tells how an attempt left the job: ended, or in line again. */
  #announceEnd(id: string): void {
    const job = this.#read(id);
    this.#publish(job);
    if (isFinal(job.status)) this.#waiters.release(id);
  }

  /** What a job does to the store never depends on whether it could be told. */
  #publish(job: Job): void {
    try {
      this.#bus.publish('job_updated', dressJobUpdate(job));
    } catch (err) {
      this.#log.error({ err, job: job.id }, 'a change of a job could not be published');
    }
  }

  async #prune(): Promise<void> {
    await this.#store.prune(this.#clock.now() - this.#keep.days * dayMs, this.#keep.jobs);
  }

  #read(id: string): Job {
    const job = this.get(id);
    if (job === null) throw new AppError('not_found', `There is no job "${id}"`);
    return job;
  }
}
