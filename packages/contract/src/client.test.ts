import { expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { createClient } from './client.ts';
import { door } from './door.ts';
import { AppError } from './errors.ts';

const readRun = door({
  id: 'readRun',
  method: 'GET',
  path: '/runs/{run_id}',
  tag: 'Backtest',
  summary: 'One run',
  access: 'read',
  params: z.object({ run_id: z.string() }),
  query: z.object({ points: z.int().default(100), names: z.array(z.string()).optional() }),
  answers: { 200: z.object({ run_id: z.string() }) },
});
const importBars = door({
  ...readRun,
  id: 'importBars',
  method: 'POST',
  path: '/bars',
  params: undefined,
  query: undefined,
  consumes: ['text/csv'],
  body: z.string(),
});
const ping = door({ ...readRun, id: 'ping', path: '/ping', mounted: 'root', params: undefined, query: undefined });

const meta = { timestamp: '2026-11-20T12:00:00Z', request_id: 'r', source: 'synthetic' };
const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });

function clientThatHears(response: () => Response | Promise<Response>) {
  const heard: { url: string; init: RequestInit }[] = [];
  const client = createClient({
    baseUrl: 'http://desk.example/',
    apiKey: 'tw_key',
    fetch: async (url, init = {}) => {
      heard.push({ url: String(url), init });
      return response();
    },
  });
  return { client, heard };
}

test('a call fills path and query, sends the key, and opens the envelope', async () => {
  const { client, heard } = clientThatHears(() => json(200, { status: 'ok', data: { run_id: 'a/b' }, meta }));
  const answer = await client.call(readRun, { params: { run_id: 'a/b' }, query: { names: ['x', 'y'] } });
  expect(answer).toEqual({ status: 200, data: { run_id: 'a/b' }, meta });
  expect(heard[0].url).toBe('http://desk.example/api/v1/runs/a%2Fb?names=x%2Cy');
  expect(heard[0].init.headers).toMatchObject({ Authorization: 'Bearer tw_key' });
  expectTypeOf(answer.data).toEqualTypeOf<{ run_id: string }>();
});

test('what a door does not need cannot be given, what it needs must be', () => {
  const { client } = clientThatHears(() => json(200, {}));
  const calls = () => [
    // @ts-expect-error the path needs a run_id
    client.call(readRun, {}),
    // @ts-expect-error this door has no query
    client.call(importBars, { body: 'a', query: { limit: 1 } }),
    client.call(ping),
  ];
  expect(calls).toBeTypeOf('function');
});

test('a text body goes as it is, under the content type of the door', async () => {
  const { client, heard } = clientThatHears(() => json(200, { status: 'ok', data: { run_id: 'r' }, meta }));
  await client.call(importBars, { body: 'ts,close\n', idempotencyKey: 'k1' });
  expect(heard[0].init.body).toBe('ts,close\n');
  expect(heard[0].init.headers).toMatchObject({ 'Content-Type': 'text/csv', 'Idempotency-Key': 'k1' });
});

test('a door at the root answers bare', async () => {
  const { client, heard } = clientThatHears(() => json(200, { run_id: 'pong' }));
  expect(await client.call(ping)).toEqual({ status: 200, data: { run_id: 'pong' }, meta: null });
  expect(heard[0].url).toBe('http://desk.example/ping');
});

test('a refusal comes back as the error it was', async () => {
  const problem = {
    type: 'urn:tradewind:problem:too_little_history',
    title: 'Too little history',
    status: 422,
    detail: '12 bars are there, 100 are needed',
    instance: '/api/v1/runs/1',
    code: 'too_little_history',
    request_id: 'r',
    bars: 12,
    errors: [{ pointer: '/body/start', expected: 'an earlier day' }],
  };
  const { client } = clientThatHears(() => json(422, problem, { 'retry-after': '7' }));
  const error: unknown = await client.call(ping).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: 'too_little_history',
    data: { detail: problem.detail, errors: problem.errors, retryAfter: 7, extensions: { bars: 12, request_id: 'r' } },
  });
});

test('an answer from something in between is not taken for a refusal of the server', async () => {
  const { client } = clientThatHears(() => new Response('<html>Bad gateway</html>', { status: 502 }));
  await expect(client.call(ping)).rejects.toMatchObject({ code: 'unavailable' });
});

test('an answer that breaks the contract is an error, not data', async () => {
  const wrong = clientThatHears(() => json(200, { run: 1 }));
  await expect(wrong.client.call(ping)).rejects.toMatchObject({ code: 'internal' });
  const unknown = clientThatHears(() => json(207, {}));
  await expect(unknown.client.call(ping)).rejects.toMatchObject({ code: 'internal' });
});

test('a server that cannot be reached is unavailable, and says which', async () => {
  const { client } = clientThatHears(() =>
    Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') })),
  );
  await expect(client.call(ping)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'No answer from http://desk.example: ECONNREFUSED',
  });
});
