/**
 * What the server and a worker say to each other. Plain data only, so that the same words could travel between
 * processes. At most one job runs in a worker at a time.
 */
import type { JobError, JobProgress } from './job.ts';

/** Given once, when the worker starts. */
export interface WorkerSetup {
  readonly dataDir: string;
  /** One Int32: 1 asks the running job to stop. Shared memory, because a busy loop reads no messages. */
  readonly stopFlag: SharedArrayBuffer;
}

export type ToWorker =
  | {
      readonly type: 'run';
      readonly jobId: string;
      readonly module: string;
      readonly input: unknown;
      readonly checkpoint: Uint8Array | null;
    }
  | { readonly type: 'checkpoint_stored'; readonly ticket: number; readonly failure: string | null };

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'checkpoint'; readonly ticket: number; readonly state: Uint8Array }
  /** `sawStop`: the job was told to stop before it returned, so the result may be partial. */
  | { readonly type: 'returned'; readonly result: unknown; readonly sawStop: boolean }
  /** `error` is null when this was no refusal but a fault, which is for the log alone. */
  | { readonly type: 'threw'; readonly error: JobError | null; readonly trace: string; readonly sawStop: boolean };
