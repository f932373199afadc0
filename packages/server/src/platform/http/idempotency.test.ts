import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../storage/open-database.ts';
import { createIdempotencyStore } from './idempotency.ts';
import { httpMigrations } from './migrations.ts';
import type { ServedDoor } from './serve.ts';
import { answer, serve } from './serve.ts';
import { testApp, viewerKey } from './test-app.ts';

const hour = 60 * 60 * 1000;

const addOrder = door({
  id: 'addOrder',
  method: 'POST',
  path: '/orders/{account}',
  tag: 'System',
  summary: 'Add an order',
  access: 'read',
  params: z.object({ account: z.string() }),
  body: z.strictObject({ symbol: z.string(), size: z.number() }),
  answers: { 201: z.object({ order: z.number() }) },
});
const makeKey = door({ ...addOrder, id: 'makeKey', path: '/secrets/{account}', secret: true });

const breakOrder = door({ ...addOrder, id: 'breakOrder', path: '/broken', params: undefined, body: undefined });

/** A desk that counts the orders that really took effect. */
async function desk(further: readonly ServedDoor[] = []) {
  const folder = await mkdtemp(join(tmpdir(), 'tradewind-'));
  const database = await openDatabase({ file: join(folder, 'test.db'), migrations: httpMigrations });
  onTestFinished(async () => {
    await database.close();
    await rm(folder, { recursive: true });
  });
  const state = { orders: 0, now: Date.UTC(2026, 10, 20), seenKeys: [] as (string | undefined)[] };
  const app = await testApp(
    [
      serve(addOrder, async ({ body, request }) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (body.size < 0) throw new AppError('impossible', 'A negative size');
        state.seenKeys.push(request.idempotencyKey);
        state.orders += 1;
        return answer({ order: state.orders }, { source: 'synthetic' });
      }),
      serve(makeKey, () => ({ order: 1 })),
      ...further,
    ],
    { idempotency: createIdempotencyStore(database), clock: { now: () => state.now } },
  );
  const order = { symbol: 'SPY', size: 1 };
  const place = (key: string, body: object = order, url = '/api/orders/a', headers: Record<string, string> = {}) =>
    app.post(url, body, { 'idempotency-key': key, ...headers });
  return { app, state, place };
}

test('a repeat gets the first answer again, on either face, and has no second effect', async () => {
  const { state, place } = await desk();
  const first = await place('k1');
  const repeat = await place('k1', { size: 1, symbol: 'SPY' });
  expect([repeat.statusCode, repeat.json(), repeat.headers['x-data-source']]).toEqual([201, { order: 1 }, 'synthetic']);
  expect([first.headers['idempotency-replayed'], repeat.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
  const enveloped = await place('k1', undefined, '/api/v1/orders/a');
  expect(enveloped.json()).toMatchObject({ data: { order: 1 }, meta: { source: 'synthetic' } });
  expect(state.orders).toBe(1);
  expect(state.seenKeys).toEqual(['k1']);
});

test('twins that arrive together share one run', async () => {
  const { state, place } = await desk();
  const answers = await Promise.all([place('k1'), place('k1'), place('k1')]);
  expect(answers.map((one) => one.json())).toEqual([{ order: 1 }, { order: 1 }, { order: 1 }]);
  expect(state.orders).toBe(1);
});

test('the same key for another body or another path is a conflict, also while the first runs', async () => {
  const { state, place } = await desk();
  const [first, twin] = await Promise.all([place('k1'), place('k1', { symbol: 'SPY', size: 2 })]);
  expect([first.statusCode, twin.statusCode]).toEqual([201, 409]);
  expect((await place('k1', { symbol: 'IEF', size: 1 })).statusCode).toBe(409);
  expect((await place('k1', undefined, '/api/orders/b')).statusCode).toBe(409);
  expect(state.orders).toBe(1);
});

test('an answer that breaks its schema is not kept', async () => {
  let runs = 0;
  const broken = serve(breakOrder, () => {
    runs += 1;
    return { order: Number.NaN };
  });
  const { app } = await desk([broken]);
  for (let i = 0; i < 2; i++) {
    expect((await app.post('/api/broken', undefined, { 'idempotency-key': 'k1' })).statusCode).toBe(500);
  }
  expect(runs).toBe(2);
});

test('keys belong to their caller', async () => {
  const { state, place } = await desk();
  await place('k1');
  await place('k1', undefined, '/api/orders/a', { authorization: `Bearer ${viewerKey}` });
  expect(state.orders).toBe(2);
});

test('a refusal had no effect and is judged anew', async () => {
  const { state, place } = await desk();
  const bad = { symbol: 'SPY', size: -1 };
  expect((await place('k1', bad)).statusCode).toBe(422);
  expect((await place('k1', bad)).statusCode).toBe(422);
  expect((await place('k1')).statusCode).toBe(201);
  expect(state.orders).toBe(1);
});

test('a key is forgotten after a day', async () => {
  const { state, place } = await desk();
  await place('k1');
  state.now += 23 * hour;
  await place('k1');
  expect(state.orders).toBe(1);
  state.now += 2 * hour;
  expect((await place('k1')).json()).toEqual({ order: 2 });
});

test('a key that cannot be kept is refused, not ignored', async () => {
  const { place } = await desk();
  expect((await place('two words')).json()).toMatchObject({ errors: [{ pointer: '/header/idempotency-key' }] });
  expect((await place('x'.repeat(256))).statusCode).toBe(400);
  expect((await place('k1', undefined, '/api/secrets/a')).statusCode).toBe(400);
});
