/** What a job is, and what a kind of job has to bring: long work that must survive a crash and can be stopped. */
import type { JobStatus } from '@tradewind/contract/doors/jobs.ts';
import type { ErrorCode, ErrorData } from '@tradewind/contract/errors.ts';
import type { Statement } from '../storage/database.ts';

export type { JobStatus };

export interface JobProgress {
  readonly done: number;
  readonly total: number;
  readonly note?: string;
}

/** An AppError put down in writing, so that a door can give it as its own refusal. */
export interface JobError extends ErrorData {
  readonly code: ErrorCode;
}

export interface Job<Input = unknown> {
  readonly id: string;
  readonly kind: string;
  /** The user who asked for it. */
  readonly owner: string;
  readonly status: JobStatus;
  readonly priority: number;
  readonly progress: JobProgress | null;
  /** Estimated seconds left while running; null while unknown. */
  readonly etaSeconds: number | null;
  readonly input: Input;
  /** A summary as JSON; partial when the job was cancelled. */
  readonly result: unknown;
  readonly error: JobError | null;
  /** How often it has been started. */
  readonly attempt: number;
  /** Epoch ms UTC. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

export interface JobKind<Input, Result> {
  readonly kind: string;
  /** The worker module: `export const run: JobRun<Input, Result>`. */
  readonly module: URL;
  /** How often the work may be started before a crash of its worker or of the process fails it. Default 3. */
  readonly maxAttempts?: number;
  /** What of the result is kept with the job, as JSON. Without it: the whole result, which must then be plain data. */
  summarize?(result: Result): unknown;
  /** Written in the same transaction that ends the job, whose status is already the final one. */
  settle?(job: Job<Input>, result: Result): Promise<readonly Statement[]> | readonly Statement[];
  /** After that transaction: the place to publish facts. */
  settled?(job: Job<Input>, result: Result): void;
}

/** What the work itself is given, in its worker thread. */
export interface JobContext {
  readonly jobId: string;
  readonly dataDir: string;
  /** Cheap enough for every step of a loop: what is sent on is throttled. */
  progress(done: number, total: number, note?: string): void;
  /** True once the job should stop, be it cancelled or the server stopping: return what there is, or throw. */
  isCancelled(): boolean;
  /** Stores how far the work has come, so that it can go on after a crash. Resolves when that is on disk. */
  checkpoint(state: unknown): Promise<void>;
  /** The last checkpoint of an earlier attempt. */
  readonly resumed?: unknown;
}

export type JobRun<Input, Result> = (input: Input, context: JobContext) => Promise<Result> | Result;

export function isFinal(status: JobStatus): boolean {
  return status === 'complete' || status === 'failed' || status === 'cancelled';
}
