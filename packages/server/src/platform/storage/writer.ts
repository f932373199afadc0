import { Worker } from 'node:worker_threads';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Statement, WriteResult } from './database.ts';
import { failureError } from './failure.ts';
import type { Outcome } from './group-commit.ts';
import type { FromWriter, WriterOptions, writerReady } from './writer-protocol.ts';

interface Waiting {
  resolve(results: WriteResult[]): void;
  reject(error: Error): void;
}

/** The owner's side of the writer thread: hands sets over and settles their promises in order. */
export class Writer {
  readonly #worker: Worker;
  #waiting: Waiting[] = [];
  #stopped: Error | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (outcomes: Exclude<FromWriter, typeof writerReady>) => this.#settle(outcomes));
    worker.on('error', (error: Error) => this.#stop(error));
    worker.on('exit', () => this.#stop(new Error('the writer thread has ended')));
  }

  static open(options: WriterOptions): Promise<Writer> {
    const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: options });
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', () => {
        worker.off('error', reject);
        resolve(new Writer(worker));
      });
    });
  }

  write(statements: readonly Statement[]): Promise<WriteResult[]> {
    if (this.#stopped) return Promise.reject(unavailable(this.#stopped));
    return new Promise((resolve, reject) => {
      this.#worker.postMessage(statements.map(compact));
      this.#waiting.push({ resolve, reject });
    });
  }

  /** Resolves when everything handed over before is on disk and the file is closed. */
  async close(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = new Error('the store is closed');
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.postMessage('close');
    await ended;
  }

  #settle(outcomes: readonly Outcome[]): void {
    const settled = this.#waiting.splice(0, outcomes.length);
    for (const [index, outcome] of outcomes.entries()) {
      if ('results' in outcome) settled[index].resolve(outcome.results);
      else settled[index].reject(failureError(outcome.failure));
    }
  }

  #stop(error: Error): void {
    this.#stopped ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable(error));
  }
}

/** A view into a large buffer would take the whole buffer with it to the other thread. */
function compact(statement: Statement): Statement {
  const isPart = (value: unknown) => value instanceof Uint8Array && value.byteLength < value.buffer.byteLength;
  if (!statement.parameters.some(isPart)) return statement;
  const parameters = statement.parameters.map((value) =>
    value instanceof Uint8Array && isPart(value) ? new Uint8Array(value) : value,
  );
  return { ...statement, parameters };
}

function unavailable(cause: Error): AppError {
  const error = new AppError('unavailable', { detail: 'The store takes no writes; nothing was written' });
  error.cause = cause;
  return error;
}
