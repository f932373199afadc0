/**
 * Long-lived worker threads that take one job at a time. A worker that dies (out of memory, uncaught fault, exit)
 * costs only the job it had: its place is filled by a new one when the next job comes.
 */
import { Worker } from 'node:worker_threads';
import type { JobError, JobProgress } from './job.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-protocol.ts';

export interface Task {
  readonly jobId: string;
  readonly module: URL;
  readonly input: unknown;
  readonly checkpoint: Uint8Array | null;
  onProgress(progress: JobProgress): void;
  storeCheckpoint(state: Uint8Array): Promise<void>;
}

export type Outcome =
  | { readonly type: 'returned'; readonly result: unknown; readonly sawStop: boolean }
  | { readonly type: 'threw'; readonly error: JobError | null; readonly trace: string; readonly sawStop: boolean }
  | { readonly type: 'crashed'; readonly reason: string }
  /** It was told to stop and did not within the grace period. */
  | { readonly type: 'terminated' };

export interface RunningTask {
  readonly outcome: Promise<Outcome>;
  /** Asks it to stop, and after the grace period makes it. */
  stop(graceMs: number): void;
}

export interface PoolOptions {
  readonly size: number;
  readonly dataDir: string;
  /** Heap of each worker; a job that needs more crashes alone. */
  readonly memoryMb: number;
}

export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #idle: PoolWorker[] = [];
  readonly #busy = new Set<PoolWorker>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#options.size;
  }

  get busy(): number {
    return this.#busy.size;
  }

  run(task: Task): RunningTask {
    if (this.#busy.size >= this.#options.size) throw new Error(`All ${this.#options.size} workers are busy`);
    const worker = this.#idle.pop() ?? new PoolWorker(this.#options, () => this.#forget(worker));
    this.#busy.add(worker);
    const outcome = worker.run(task).then((ended) => {
      this.#busy.delete(worker);
      if (worker.isAlive) this.#idle.push(worker);
      return ended;
    });
    return { outcome, stop: (graceMs) => worker.stopJob(graceMs) };
  }

  /** Ends all workers at once; running tasks come out as terminated. */
  async close(): Promise<void> {
    await Promise.all([...this.#idle, ...this.#busy].map((worker) => worker.terminate()));
    this.#idle.length = 0;
  }

  #forget(worker: PoolWorker): void {
    const place = this.#idle.indexOf(worker);
    if (place >= 0) this.#idle.splice(place, 1);
  }
}

class PoolWorker {
  isAlive = true;
  readonly #thread: Worker;
  readonly #stopFlag = new Int32Array(new SharedArrayBuffer(4));
  #current: { readonly task: Task; end(outcome: Outcome): void } | null = null;
  #deadline: NodeJS.Timeout | undefined;
  #isTerminating = false;
  #fault = '';

  constructor({ dataDir, memoryMb }: PoolOptions, onExit: () => void) {
    const setup: WorkerSetup = { dataDir, stopFlag: this.#stopFlag.buffer as SharedArrayBuffer };
    this.#thread = new Worker(new URL('./worker-thread.ts', import.meta.url), {
      name: 'job',
      workerData: setup,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      execArgv: [],
    });
    this.#thread.on('message', (message: FromWorker) => this.#hear(message));
    this.#thread.on('messageerror', (error) => this.#crash(`a message could not be read: ${error.message}`));
    this.#thread.on('error', (error: unknown) => {
      this.#fault = error instanceof Error ? error.message : String(error);
    });
    this.#thread.on('exit', (code) => {
      this.isAlive = false;
      this.#end(
        this.#isTerminating
          ? { type: 'terminated' }
          : { type: 'crashed', reason: this.#fault || `the worker exited with code ${code}` },
      );
      onExit();
    });
  }

  run(task: Task): Promise<Outcome> {
    Atomics.store(this.#stopFlag, 0, 0);
    return new Promise((end) => {
      this.#current = { task, end };
      const { jobId, module, input, checkpoint } = task;
      this.#say({ type: 'run', jobId, module: module.href, input, checkpoint });
    });
  }

  stopJob(graceMs: number): void {
    if (this.#current === null) return;
    Atomics.store(this.#stopFlag, 0, 1);
    Atomics.notify(this.#stopFlag, 0);
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => void this.terminate(), graceMs);
  }

  async terminate(): Promise<void> {
    this.#isTerminating = true;
    await this.#thread.terminate();
  }

  #hear(message: FromWorker): void {
    const task = this.#current?.task;
    if (task === undefined) return;
    if (message.type === 'progress') task.onProgress(message.progress);
    else if (message.type === 'checkpoint') this.#store(task, message.ticket, message.state);
    else this.#end(message);
  }

  #store(task: Task, ticket: number, state: Uint8Array): void {
    const stored = (failure: string | null) => {
      if (this.isAlive) this.#say({ type: 'checkpoint_stored', ticket, failure });
    };
    task.storeCheckpoint(state).then(
      () => stored(null),
      (error: Error) => stored(error.message),
    );
  }

  #crash(reason: string): void {
    this.#fault = reason;
    void this.#thread.terminate();
  }

  #end(outcome: Outcome): void {
    clearTimeout(this.#deadline);
    this.#current?.end(outcome);
    this.#current = null;
  }

  #say(message: ToWorker): void {
    this.#thread.postMessage(message);
  }
}
