/** Work for the tests of jobs: each act is one way in which real work can behave. */
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@tradewind/contract/errors.ts';
import type { JobContext } from './job.ts';

export type Act =
  | { readonly act: 'sum'; readonly values: readonly number[] }
  /** Counts in steps that take time, reports, keeps checkpoints, and stops when asked to. */
  | { readonly act: 'count'; readonly to: number; readonly stepMs: number; readonly startAt?: number }
  /** Busy loops: one looks at the flag, the other never does. */
  | { readonly act: 'spin'; readonly isPolite: boolean }
  | { readonly act: 'refuse' }
  | { readonly act: 'fault' }
  | { readonly act: 'exit' }
  | { readonly act: 'exhaust' }
  | { readonly act: 'throw_later' }
  /** Dies after its first checkpoint, ends well when it is resumed. */
  | { readonly act: 'die_once' }
  | { readonly act: 'columns'; readonly length: number }
  | { readonly act: 'unsendable' }
  | { readonly act: 'report'; readonly done: number; readonly total: number };

export async function run(input: Act, context: JobContext): Promise<unknown> {
  switch (input.act) {
    case 'sum':
      return { sum: input.values.reduce((sum, value) => sum + value, 0) };
    case 'count':
      return count(input, context);
    case 'spin':
      context.progress(0, 1, 'spinning');
      while (!input.isPolite || !context.isCancelled());
      return { stopped: true };
    case 'refuse':
      throw new AppError('too_little_history', { detail: '10 bars, 100 needed', extensions: { have: 10, need: 100 } });
    case 'fault':
      throw new TypeError('a fault at /some/secret/path');
    case 'exit':
      return process.exit(3);
    case 'exhaust':
      return exhaust();
    case 'throw_later':
      setTimeout(() => {
        throw new Error('nobody catches this');
      }, 1);
      return delay(60_000);
    case 'die_once':
      if (context.resumed !== undefined) return { resumed: Array.from(context.resumed as Float64Array) };
      await context.checkpoint(new Float64Array([1, 0.1]));
      return process.exit(1);
    case 'columns':
      return { equity: new Float64Array(input.length).fill(1) };
    case 'report':
      context.progress(input.done, input.total);
      return null;
    case 'unsendable':
      return { callback: () => undefined };
  }
}

async function count({ to, stepMs }: Act & { act: 'count' }, context: JobContext): Promise<unknown> {
  const from = (context.resumed as { counted: number } | undefined)?.counted ?? 0;
  let counted = from;
  while (counted < to && !context.isCancelled()) {
    await delay(stepMs);
    counted++;
    context.progress(counted, to, `at ${counted}`);
    await context.checkpoint({ counted });
  }
  return { counted, from };
}

function exhaust(): never {
  const hoard: number[][] = [];
  for (;;) hoard.push(Array.from({ length: 10_000 }, (_, i) => i + Math.PI));
}
