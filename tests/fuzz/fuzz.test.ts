/** The runner on a small application: a sound one passes, and each planted fault is caught. */
import { door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { isoDate } from '@tradewind/contract/wire.ts';
import type { ServedDoor } from '@tradewind/server/platform/http/serve.ts';
import { serve } from '@tradewind/server/platform/http/serve.ts';
import { adminKey, testApp } from '@tradewind/server/platform/http/test-app.ts';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { createJudge } from './answers.ts';
import type { FuzzOptions } from './fuzz.ts';
import { fuzz } from './fuzz.ts';
import { operationsOf } from './operations.ts';

const thing = z.object({ thing_id: z.string(), size: z.number(), since: isoDate.nullable() });

const readThing = door({
  id: 'readThing',
  method: 'GET',
  path: '/things/{thing_id}',
  tag: 'System',
  summary: 'One thing',
  access: 'read',
  params: z.object({ thing_id: z.string().min(1).max(64) }),
  query: z.object({ points: z.int().min(1).max(500).default(20), names: z.array(z.string()).optional() }),
  answers: { 200: thing },
  refusals: ['not_found'],
});
const makeThing = door({
  id: 'makeThing',
  method: 'POST',
  path: '/things',
  tag: 'System',
  summary: 'Make a thing',
  access: 'trade',
  body: z.strictObject({
    size: z.number().min(0).max(100),
    since: isoDate.optional(),
    kind: z.enum(['a', 'b']).default('a'),
    parts: z
      .array(z.strictObject({ name: z.string().max(10), share: z.number().nullable() }))
      .max(3)
      .optional(),
  }),
  answers: { 201: thing },
});
const importText = door({
  id: 'importText',
  method: 'POST',
  path: '/text',
  tag: 'System',
  summary: 'Text',
  access: 'trade',
  consumes: ['text/csv'],
  body: z.string().max(1000),
  answers: { 200: z.object({ rows: z.int() }) },
  refusals: ['bad_data'],
});

const soundThing = serve(readThing, ({ params }) => {
  if (params.thing_id !== 't1') throw new AppError('not_found', 'There is no such thing');
  return { thing_id: 't1', size: 1, since: null };
});
const soundText = serve(importText, ({ body }) => {
  if (!body.startsWith('ts,close')) throw new AppError('bad_data', 'Expected a header with ts and close');
  return { rows: 1 };
});
const soundMaking = serve(makeThing, ({ body }) => ({ thing_id: 't2', size: body.size, since: body.since ?? null }));

async function fuzzed(served: readonly ServedDoor[], options: Partial<FuzzOptions> = {}) {
  const { app } = await testApp(served);
  onTestFinished(() => app.close());
  const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' });
  return fuzz({
    baseUrl,
    credentials: { authorization: `Bearer ${adminKey}` },
    seeds: { thing_id: ['t1'] },
    examples: { importText: [{ body: 'ts,close\n' }] },
    runs: 15,
    ...options,
  });
}

test('a sound application has no faults, and every operation is reached', async () => {
  const report = await fuzzed([soundThing, soundMaking, soundText]);
  expect(report.faults).toEqual([]);
  expect(report.unreached).toEqual([]);
  expect(report.operations).toBe(8);
});

test('an operation that nobody could reach is named with its answers', async () => {
  const { faults, unreached } = await fuzzed([soundThing, soundText], { seeds: {}, examples: {} });
  expect(faults).toEqual([]);
  expect(unreached).toEqual([
    expect.stringMatching(/^readThing \(GET \/api\/v1\/things\/\{thing_id\}\) answered\n {2}404: /),
    expect.stringContaining('readThingBare'),
    expect.stringContaining('importText '),
    expect.stringContaining('importTextBare'),
  ]);
});

test('a seed may be made afresh for each request that uses it up', async () => {
  const made: string[] = [];
  const things = serve(readThing, ({ params }) => {
    if (!made.includes(params.thing_id)) throw new AppError('not_found', 'There is no such thing');
    return { thing_id: params.thing_id, size: 1, since: null };
  });
  const seeds = { 'readThing.thing_id': async () => made[made.push(`t${made.length}`) - 1] };
  expect((await fuzzed([things], { seeds })).unreached).toEqual([]);
  expect(made.length).toBeGreaterThan(10);
});

const faultsOf = async (served: ServedDoor) => {
  const { faults } = await fuzzed([served]);
  return faults.filter(({ operation }) => operation === served.door.id).flatMap((fault) => fault.faults);
};

test('caught: a door that breaks on some input', async () => {
  const breaking = serve(makeThing, ({ body }) => {
    if (body.parts?.some(({ share }) => share === null)) throw new Error('share is null');
    return { thing_id: 't2', size: body.size, since: null };
  });
  expect(await faultsOf(breaking)).toContain('it answered 500');
});

test('caught: a door that answers a status it does not document', async () => {
  const surprising = serve(makeThing, ({ body }) => {
    if (body.kind === 'b') throw new AppError('not_found', 'No such kind');
    return { thing_id: 't2', size: body.size, since: null };
  });
  expect(await faultsOf(surprising)).toContain('it answered 404, which is not documented');
});

test.each([
  ['a stack', 'Error\n    at readFile (node:fs:12:3)'],
  ['SQL', 'near "x": SELECT name FROM users'],
  ['a path of the machine', 'cannot open /var/lib/desk/desk.db'],
  ['an internal error', "TypeError: Cannot read properties of undefined (reading 'x')"],
])('caught: a refusal that betrays %s', async (name, detail) => {
  const telling = serve(readThing, () => {
    throw new AppError('not_found', detail);
  });
  expect(await faultsOf(telling)).toContain(`it betrays ${name}`);
});

test('caught: an answer that holds what was named a secret', async () => {
  const { faults } = await fuzzed([soundThing], { secrets: ['There is no such thing'] });
  expect(faults[0].faults).toEqual(['it betrays a secret']);
});

test('caught: an answer of another shape or another type than documented', async () => {
  const { get } = await testApp([soundThing]);
  const document = (await get('/openapi.json')).json();
  const [enveloped] = operationsOf(document);
  const judge = createJudge(document, []);
  const heard = { status: 200, headers: new Headers(), contentType: 'application/json; charset=utf-8' };
  expect(judge.faultsOf(enveloped, { ...heard, body: '{"status":"ok"}' })).toEqual([
    expect.stringContaining('its body is not as documented'),
  ]);
  expect(judge.faultsOf(enveloped, { ...heard, body: '<html>' })).toEqual(['its body is not JSON']);
  expect(judge.faultsOf(enveloped, { ...heard, body: '{}', contentType: 'text/html' })).toEqual([
    'its content type text/html is not documented for 200',
  ]);
});

test('caught: a door that lets strangers in', async () => {
  const { app } = await testApp([soundThing], {
    authenticator: {
      authenticate: async () => ({ userId: 'x', name: 'x', role: 'admin', scopes: ['read'], via: 'open' }),
      redeemTicket: () => null,
      isCurrent: () => true,
    },
  });
  onTestFinished(() => app.close());
  const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' });
  const { faults } = await fuzz({ baseUrl, credentials: {}, seeds: { thing_id: ['t1'] }, runs: 3 });
  expect(faults.map((fault) => fault.faults.join())).toContain(
    'it answered 200 where only 401, 403, 429 would be right',
  );
});

test('caught: a door that takes members it does not know', async () => {
  const lenient = door({ ...makeThing, body: z.object({ size: z.number().min(0).max(100) }) });
  const faults = await faultsOf(serve(lenient, ({ body }) => ({ thing_id: 't', size: body.size, since: null })));
  expect(faults).toContain('it answered 201 where only 400, 401, 403 would be right');
});
