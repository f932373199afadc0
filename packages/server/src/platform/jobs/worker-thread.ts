/** The inside of a worker thread: loads the module of the job it is given, runs it and reports. Lives for many jobs. */
import { deserialize, serialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '@tradewind/contract/errors.ts';
import type { JobContext, JobProgress, JobRun } from './job.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './worker-protocol.ts';

if (parentPort === null) throw new Error('worker-thread.ts runs only as a worker thread');
const port = parentPort;
const { dataDir, stopFlag } = workerData as WorkerSetup;
const stop = new Int32Array(stopFlag);
const say = (message: FromWorker) => port.postMessage(message);

const progressIntervalMs = 50;
let lastTicket = 0;
const awaited = new Map<number, (failure: string | null) => void>();

port.on('message', (message: ToWorker) => {
  if (message.type === 'run') void runJob(message);
  else {
    awaited.get(message.ticket)?.(message.failure);
    awaited.delete(message.ticket);
  }
});

async function runJob({ jobId, module, input, checkpoint }: ToWorker & { type: 'run' }): Promise<void> {
  let sawStop = false;
  let unsent: JobProgress | null = null;
  let sentAt = Number.NEGATIVE_INFINITY;

  const context: JobContext = {
    jobId,
    dataDir,
    resumed: checkpoint === null ? undefined : deserialize(checkpoint),
    isCancelled() {
      if (Atomics.load(stop, 0) !== 0) sawStop = true;
      return sawStop;
    },
    progress(done, total, note) {
      // Refused here, where the fault is, rather than wherever somebody reads it.
      if (!(done >= 0 && total >= 0 && Number.isFinite(done + total))) {
        throw new RangeError(`Expected progress in numbers from 0, found ${done} of ${total}`);
      }
      unsent = note === undefined ? { done, total } : { done, total, note };
      const now = performance.now();
      if (now - sentAt < progressIntervalMs) return;
      sentAt = now;
      sendProgress();
    },
    checkpoint: (state) => storeCheckpoint(serialize(state)),
  };

  function sendProgress(): void {
    if (unsent !== null) say({ type: 'progress', progress: unsent });
    unsent = null;
  }

  try {
    const { run } = (await import(module)) as { run?: JobRun<unknown, unknown> };
    if (typeof run !== 'function') throw new TypeError(`${module} must export a function "run"`);
    const result = await run(input, context);
    sendProgress();
    say({ type: 'returned', result, sawStop });
  } catch (error) {
    sendProgress();
    const refusal = error instanceof AppError ? { code: error.code, ...error.data } : null;
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say({ type: 'threw', error: refusal, trace, sawStop });
  }
}

function storeCheckpoint(state: Uint8Array): Promise<void> {
  const ticket = ++lastTicket;
  return new Promise((resolve, reject) => {
    awaited.set(ticket, (failure) => (failure === null ? resolve() : reject(new Error(failure))));
    say({ type: 'checkpoint', ticket, state });
  });
}
