import { AppError } from '@tradewind/contract/errors.ts';
import { describe, expect, it } from 'vitest';
import { Turnstile } from './turnstile.ts';

function heldTask() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { task: () => promise, finish: resolve };
}

describe('the turnstile', () => {
  it('lets no more through at a time than it is wide, and the rest in their order', async () => {
    const turnstile = new Turnstile({ width: 2 });
    const order: number[] = [];
    let inside = 0;
    let most = 0;
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map((number) =>
        turnstile.pass(async () => {
          order.push(number);
          inside += 1;
          most = Math.max(most, inside);
          await new Promise((resolve) => setImmediate(resolve));
          inside -= 1;
        }),
      ),
    );
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('turns away when the line is too long, and takes in again when it is shorter', async () => {
    const turnstile = new Turnstile({ width: 1, longestLine: 1 });
    const first = heldTask();
    const running = turnstile.pass(first.task);
    const waiting = turnstile.pass(async () => 'in turn');
    const refusal = await turnstile.pass(async () => 'too many').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(AppError);
    expect(refusal).toMatchObject({ code: 'unavailable', data: { retryAfter: 5 } });
    first.finish();
    await running;
    expect(await waiting).toBe('in turn');
    expect(await turnstile.pass(async () => 'free')).toBe('free');
  });

  it('is passed on by a task that fails', async () => {
    const turnstile = new Turnstile({ width: 1 });
    const failing = turnstile.pass(async () => Promise.reject(new Error('no')));
    const next = turnstile.pass(async () => 'next');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
  });
});
