import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { door } from '@tradewind/contract/door.ts';
import { problemSchema } from '@tradewind/contract/envelope.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { isoDate, pagingQuery } from '@tradewind/contract/wire.ts';
import type { LightMyRequestResponse } from 'fastify';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { answer, serve } from './serve.ts';
import { keyAuthenticator, testApp, viewerKey } from './test-app.ts';

const thing = z.object({ name: z.string() });

const listThings = door({
  id: 'listThings',
  method: 'GET',
  path: '/things',
  tag: 'System',
  summary: 'Things',
  access: 'read',
  query: z.object({
    ...pagingQuery,
    since: isoDate.optional(),
    names: z.array(z.string()).optional(),
    open: z.boolean().optional(),
  }),
  answers: { 200: z.array(thing) },
});
const addThing = door({
  id: 'addThing',
  method: 'POST',
  path: '/things',
  tag: 'System',
  summary: 'Add a thing',
  access: 'trade',
  bodyLimit: 2000,
  body: z.strictObject({
    name: z.string().max(10),
    password: z.string().max(5).optional(),
    costs: z.strictObject({ fee_bps: z.number() }).optional(),
  }),
  answers: { 201: thing },
});
const readThing = door({
  id: 'readThing',
  method: 'GET',
  path: '/things/{thing_id}',
  tag: 'System',
  summary: 'One thing',
  access: 'read',
  params: z.object({ thing_id: z.int() }),
  answers: { 200: z.object({ thing_id: z.number(), limit: z.number().optional() }) },
  refusals: ['not_found'],
});
const touchThing = door({
  id: 'touchThing',
  method: 'POST',
  path: '/things/{thing_id}/touch',
  tag: 'System',
  summary: 'Touch it',
  access: 'trade',
  params: z.object({ thing_id: z.int() }),
  answers: { 200: z.object({ touched: z.boolean() }) },
});
const importText = door({
  id: 'importText',
  method: 'PUT',
  path: '/text',
  tag: 'System',
  summary: 'Text in, text out',
  access: 'open',
  body: z.string(),
  consumes: ['text/csv'],
  produces: ['text/csv'],
  answers: { 200: z.string() },
});

const things = [
  serve(listThings, ({ query }) =>
    answer(
      (query.names ?? [`limit ${query.limit}`]).map((name) => ({ name })),
      {
        source: 'synthetic',
        note: 'Préços',
        total: 7,
      },
    ),
  ),
  serve(addThing, ({ body }) => ({ name: body.name })),
  serve(readThing, ({ params }) => {
    if (params.thing_id === 404) throw new AppError('not_found', 'No thing 404');
    if (params.thing_id === 503) throw new AppError('unavailable', { detail: 'Down', retryAfter: 2.5 });
    if (params.thing_id === 500) throw new Error('SELECT secret FROM /var/lib/db');
    if (params.thing_id === 666) return { thing_id: Number.NaN };
    return { thing_id: params.thing_id };
  }),
  serve(touchThing, () => ({ touched: true })),
  serve(importText, ({ body }) => body.toUpperCase()),
];

function problem(response: LightMyRequestResponse) {
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  const document = problemSchema.parse(response.json());
  expect(document.status).toBe(response.statusCode);
  expect(document.request_id).toBe(response.headers['x-request-id']);
  return document;
}

test('a door answers in the envelope on /api/v1 and bare on /api', async () => {
  const app = await testApp(things);
  const enveloped = await app.get('/api/v1/things');
  expect(enveloped.json()).toEqual({
    status: 'ok',
    data: [{ name: 'limit 20' }],
    meta: {
      timestamp: '2026-11-20T12:00:00.000Z',
      source: 'synthetic',
      note: 'Préços',
      total: 7,
      request_id: enveloped.headers['x-request-id'],
    },
  });
  const bare = await app.get('/api/things');
  expect(bare.json()).toEqual([{ name: 'limit 20' }]);
  expect(bare.headers).toMatchObject({
    'x-data-source': 'synthetic',
    'x-data-note': 'Pr%C3%A9%C3%A7os',
    'x-total-count': '7',
  });
});

test('a trailing slash makes no difference, and HEAD answers like GET without the body', async () => {
  const app = await testApp(things);
  expect((await app.get('/api/things/')).json()).toEqual([{ name: 'limit 20' }]);
  const head = await app.send({ method: 'HEAD', url: '/api/things' });
  expect([head.statusCode, head.body, head.headers['content-length']]).toEqual([200, '', '21']);
});

test('the lowest success status is the one that needs no saying', async () => {
  const app = await testApp(things);
  expect((await app.post('/api/things', { name: 'a' })).statusCode).toBe(201);
});

test('a query is read by its schema: numbers, lists with commas or repeated, booleans', async () => {
  const app = await testApp(things);
  expect((await app.get('/api/things?names=a,b&open=true')).json()).toEqual([{ name: 'a' }, { name: 'b' }]);
  expect((await app.get('/api/things?names=a&names=b')).json()).toEqual([{ name: 'a' }, { name: 'b' }]);
  expect((await app.get('/api/things?names=a')).json()).toEqual([{ name: 'a' }]);
  expect((await app.get('/api/things?limit=7')).json()).toEqual([{ name: 'limit 7' }]);
});

test.each([
  ['limit=0', '/query/limit', 'at least 1', '0'],
  ['limit=501', '/query/limit', 'at most 500', '501'],
  ['limit=ten', '/query/limit', 'a number', '"ten"'],
  ['limit=0x10', '/query/limit', 'a number', '"0x10"'],
  ['limit=', '/query/limit', 'a number', '""'],
  ['limit=1&limit=2', '/query/limit', 'a number', 'a list of 2'],
  ['since=2026-02-30', '/query/since', 'a day such as 2026-11-20', '"2026-02-30"'],
  ['open=yes', '/query/open', 'true or false', '"yes"'],
  ['lmit=1', '/query/lmit', 'one of the parameters limit, offset, since, names, open', 'lmit'],
  ['a~b%2Fc=1', '/query/a~0b~1c', 'one of the parameters limit, offset, since, names, open', 'a~b/c'],
])('a fault in the query is named with pointer, expected and found: %s', async (query, pointer, expected, found) => {
  const app = await testApp(things);
  const { status, code, errors } = problem(await app.get(`/api/v1/things?${query}`));
  expect({ status, code, errors }).toEqual({ status: 400, code: 'malformed', errors: [{ pointer, expected, found }] });
});

test('a fault in the path is named too', async () => {
  const app = await testApp(things);
  expect(problem(await app.get('/api/things/seven'))).toMatchObject({
    status: 400,
    instance: '/api/things/seven',
    errors: [{ pointer: '/path/thing_id', expected: 'a number', found: '"seven"' }],
  });
});

test('all faults of a body are named at once, unknown members included, secrets not repeated', async () => {
  const app = await testApp(things);
  const body = { name: 'much too long a name', password: 'hunter22', costs: { fee_bps: '5', fees: 1 }, nmae: 1 };
  const { errors, detail } = problem(await app.post('/api/things', body));
  expect(errors).toEqual([
    { pointer: '/body/name', expected: 'at most 10 characters', found: '"much too long a name"' },
    { pointer: '/body/password', expected: 'at most 5 characters', found: 'a string of 8 characters' },
    { pointer: '/body/costs/fee_bps', expected: 'a number', found: '"5"' },
    { pointer: '/body/costs/fees', expected: 'no member of this name', found: '1' },
    { pointer: '/body/nmae', expected: 'no member of this name', found: '1' },
  ]);
  expect(detail).toContain('5 faults, the first at /body/name');
});

test.each([
  ['broken JSON', '{"name":', 'application/json', 400],
  ['a prototype in JSON', '{"__proto__":{"x":1},"name":"a"}', 'application/json', 400],
  ['no body where one is needed', '', 'application/json', 400],
  ['a body of another type', 'name=a', 'application/x-www-form-urlencoded', 415],
  ['a body of a type that only another door takes', 'a,b', 'text/csv', 415],
  ['a broken content type', '{}', 'json', 415],
  ['a body larger than the door takes', JSON.stringify({ name: 'x'.repeat(3000) }), 'application/json', 413],
])('%s is refused', async (_name, payload, type, status) => {
  const app = await testApp(things);
  expect(problem(await app.post('/api/things', payload, { 'content-type': type })).status).toBe(status);
});

test('what a GET brings as a body is not looked at', async () => {
  const app = await testApp(things);
  const headers = { 'content-type': 'application/x-none' };
  expect((await app.send({ method: 'GET', url: '/api/things', payload: 'x', headers })).statusCode).toBe(200);
});

test('a door without a body takes none, though an empty one does no harm', async () => {
  const app = await testApp(things);
  const url = '/api/things/1/touch';
  expect((await app.post(url, undefined)).statusCode).toBe(200);
  expect((await app.post(url, '', { 'content-type': 'application/json' })).statusCode).toBe(200);
  expect((await app.post(url, {})).statusCode).toBe(200);
  expect(problem(await app.post(url, { hard: true })).errors).toEqual([{ pointer: '/body', expected: 'no body' }]);
});

test('a text door takes and gives text as it is, on both faces', async () => {
  const app = await testApp(things);
  const sent = { method: 'PUT', url: '/api/v1/text', payload: 'a,b', headers: { 'content-type': 'text/csv' } } as const;
  const response = await app.send(sent);
  expect([response.body, response.headers['content-type']]).toEqual(['A,B', 'text/csv; charset=utf-8']);
});

test('nobody comes in without credentials, and nobody without the scope', async () => {
  const app = await testApp(things);
  const stranger = await app.get('/api/things', { authorization: '' });
  expect(problem(stranger).code).toBe('unauthenticated');
  expect(stranger.headers['www-authenticate']).toBe('Bearer realm="tradewind"');
  expect(problem(await app.get('/api/things', { authorization: 'Bearer tw_wrong' })).code).toBe('unauthenticated');
  const viewer = { authorization: `Bearer ${viewerKey}` };
  expect((await app.get('/api/things', viewer)).statusCode).toBe(200);
  expect(problem(await app.post('/api/things', { name: 'a' }, viewer))).toMatchObject({
    code: 'forbidden',
    detail: 'This needs the scope trade; viewer holds read',
  });
});

test('a stranger is turned away before the body is read', async () => {
  const app = await testApp(things);
  const headers = { authorization: '', 'content-type': 'application/json' };
  expect(problem(await app.post('/api/things', '{"broken', headers)).status).toBe(401);
});

test('refusals keep their code, and say when to come back', async () => {
  const app = await testApp(things);
  expect(problem(await app.get('/api/things/404'))).toMatchObject({ code: 'not_found', detail: 'No thing 404' });
  const down = await app.get('/api/v1/things/503');
  expect(problem(down).code).toBe('unavailable');
  expect(down.headers['retry-after']).toBe('3');
});

test('an unexpected error is logged whole and told as nothing but a request id', async () => {
  const app = await testApp(things);
  const { code, detail, request_id } = problem(await app.get('/api/things/500'));
  expect([code, detail]).toEqual([
    'internal',
    `This is a fault of the server. It is in its log under request ${request_id}.`,
  ]);
  expect(app.lines.join('')).toContain('SELECT secret');
});

test('an answer that breaks its schema does not leave', async () => {
  const app = await testApp(things);
  const response = await app.get('/api/things/666');
  expect(problem(response).code).toBe('internal');
  expect(app.lines.join('')).toContain('door readThing broke its schema');
});

test('an unknown path is a 404 that names the nearest door', async () => {
  const app = await testApp(things);
  expect(problem(await app.get('/api/thing')).detail).toBe(
    'No door at /api/thing. Did you mean /api/things? See also /docs',
  );
  expect(problem(await app.get('/things/7/tuch')).detail).not.toContain('Did you mean /health');
  expect(problem(await app.get('/things')).detail).toContain('Did you mean /api/v1/things?');
  expect(problem(await app.get('/nothing/of/the/sort')).detail).toContain('See /docs');
});

test('another method is a 405 that says which there are', async () => {
  const app = await testApp(things);
  for (const [method, url, allow] of [
    ['DELETE', '/api/things', 'GET, HEAD, POST'],
    ['OPTIONS', '/api/things/7', 'GET, HEAD'],
    ['HEAD', '/api/v1/text', 'PUT'],
    ['GET', '/api/v1/text', 'PUT'],
    ['POST', '/docs', 'GET, HEAD'],
  ] as const) {
    const response = await app.send({ method, url });
    expect([response.statusCode, response.headers.allow]).toEqual([405, allow]);
  }
  expect(problem(await app.send({ method: 'DELETE', url: '/api/things' })).code).toBe('method_not_allowed');
});

test('a path that is no URL, or longer than any id, is malformed', async () => {
  const app = await testApp(things);
  expect(problem(await app.get('/api/things/%zz')).status).toBe(400);
  expect(problem(await app.get(`/api/things/${'9'.repeat(300)}`)).status).toBe(400);
});

test('a request keeps its own id if it is safe to log', async () => {
  const app = await testApp(things);
  const idFor = async (id: string) => (await app.get('/api/things', { 'x-request-id': id })).headers['x-request-id'];
  expect(await idFor('job-7.2')).toBe('job-7.2');
  expect(await idFor('a b')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await idFor('x'.repeat(65))).toMatch(/^[0-9a-f-]{36}$/);
});

test('every request leaves one line in the log, without its query', async () => {
  const app = await testApp(things);
  await app.get('/api/things?limit=3', { 'x-request-id': 'line' });
  const lines = app.lines.map((line) => JSON.parse(line)).filter(({ request_id }) => request_id === 'line');
  expect(lines).toMatchObject([
    { method: 'GET', path: '/api/things', door: 'listThings', status: 200, caller: 'admin' },
  ]);
});

test('callers are limited each on their own, guesses by address and more strictly', async () => {
  const login = door({
    id: 'login',
    method: 'POST',
    path: '/login',
    tag: 'Auth',
    summary: 'Sign in',
    access: 'open',
    answers: { 200: z.object({}) },
  });
  const config = {
    auth: true,
    behindTlsProxy: false,
    corsOrigins: [],
    rateLimits: { perMinute: 3, loginPerMinute: 1 },
  };
  const app = await testApp([...things, serve(login, () => ({}))], { config });
  for (let i = 0; i < 3; i++) expect((await app.get('/api/things')).statusCode).toBe(200);
  const refused = await app.get('/api/v1/things');
  expect(problem(refused).code).toBe('rate_limited');
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await app.get('/api/things', { authorization: `Bearer ${viewerKey}` })).statusCode).toBe(200);

  expect((await app.post('/api/login', undefined)).statusCode).toBe(200);
  expect((await app.post('/api/login', undefined)).statusCode).toBe(429);

  const wrong = { authorization: 'Bearer tw_guess' };
  for (let i = 0; i < 3; i++) expect((await app.get('/api/things', wrong)).statusCode).toBe(401);
  expect((await app.get('/api/things', wrong)).statusCode).toBe(429);
});

test('refused credentials count as guesses too', async () => {
  const config = {
    auth: true,
    behindTlsProxy: false,
    corsOrigins: [],
    rateLimits: { perMinute: 2, loginPerMinute: 1 },
  };
  const authenticate = async () => {
    throw new AppError('csrf', 'No token');
  };
  const app = await testApp(things, { config, authenticator: { ...keyAuthenticator, authenticate } });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await app.get('/api/things')).statusCode);
  expect(statuses).toEqual([403, 403, 429]);
});

test('with authentication off only this machine is answered, by its own name and its own pages', async () => {
  const config = { auth: false, behindTlsProxy: false, corsOrigins: [], rateLimits: null };
  const app = await testApp(things, { config });
  const statusFor = async (headers: Record<string, string>) => (await app.get('/api/things', headers)).statusCode;
  expect(await statusFor({ host: 'localhost:8000' })).toBe(200);
  expect(await statusFor({ host: '127.0.0.1:8000', origin: 'http://127.0.0.1:8000' })).toBe(200);
  expect(await statusFor({ host: '[::1]:8000' })).toBe(200);
  expect(await statusFor({ host: 'evil.example' })).toBe(403);
  expect(await statusFor({ host: '127.0.0.1.evil.example' })).toBe(403);
  expect(await statusFor({ host: 'localhost:8000', origin: 'http://evil.example' })).toBe(403);
  expect(await statusFor({ host: 'localhost:8000', origin: 'http://localhost:3000' })).toBe(403);
  expect(await statusFor({ host: 'localhost:8000', origin: 'null' })).toBe(403);
});

test('behind a proxy a caller is who the proxy saw, not who the caller claims to be; without one nothing is believed', async () => {
  const whoAmI = door({ ...readThing, id: 'whoAmI', path: '/me', params: undefined, answers: { 200: z.string() } });
  const served = [serve(whoAmI, ({ request }) => request.ip)];
  const claims = { 'x-forwarded-for': '6.6.6.6, 1.2.3.4' };
  const config = { auth: true, behindTlsProxy: true, corsOrigins: [], rateLimits: null };
  expect((await (await testApp(served, { config })).get('/api/me', claims)).json()).toBe('1.2.3.4');
  expect((await (await testApp(served)).get('/api/me', claims)).json()).toBe('127.0.0.1');
});

test('other origins may read only where the settings name them', async () => {
  const config = { auth: true, behindTlsProxy: false, corsOrigins: ['https://desk.example'], rateLimits: null };
  const app = await testApp(things, { config });
  const allowed = async (origin: string) =>
    (await app.get('/api/things', { origin })).headers['access-control-allow-origin'];
  expect(await allowed('https://desk.example')).toBe('https://desk.example');
  expect(await allowed('https://other.example')).toBeUndefined();
  const closed = await testApp(things);
  const response = await closed.get('/api/things', { origin: 'https://desk.example' });
  expect(response.headers['access-control-allow-origin']).toBeUndefined();
});

test('bytes that are no HTTP request get a problem document and the door shut', async () => {
  const { app } = await testApp(things);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk;
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
  await app.close();
  expect(text).toContain('HTTP/1.1 400');
  expect(text).toContain('application/problem+json');
});

test('closing waits for the answers on their way, takes no new requests, and does not wait for idle connections', async () => {
  const slow = door({ ...touchThing, id: 'slow', path: '/slow', params: undefined });
  const started = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const { app } = await testApp([
    serve(slow, async () => {
      started.resolve();
      await released.promise;
      return { touched: true };
    }),
  ]);
  const base = await app.listen({ port: 0, host: '127.0.0.1' });
  await fetch(`${base}/api`);
  const underway = fetch(`${base}/api/slow`, { method: 'POST', headers: { authorization: 'Bearer tw_admin' } });
  await started.promise;
  const closed = app.close();
  await expect
    .poll(() =>
      fetch(`${base}/api`).then(
        (response) => response.status,
        () => 'refused',
      ),
    )
    .toBe('refused');
  released.resolve();
  expect((await underway).status).toBe(200);
  await closed;
}, 5000);

test('a client that offers HTTP/2 is answered by HTTP/1.1, as the standard has it', async () => {
  const { app } = await testApp([]);
  app.server.on('upgrade', (_request, socket) => socket.destroy());
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const headers = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };
  const status = await new Promise((resolve, reject) => {
    get({ port, path: '/openapi.json', headers }, (response) => resolve(response.resume().statusCode)).on(
      'error',
      reject,
    );
  });
  expect(status).toBe(200);
  await app.close();
});

test('closing does not wait for a client that never ends its request', async () => {
  const { app } = await testApp([serve(addThing, ({ body }) => body)]);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const stalled = connect(port, '127.0.0.1').on('error', () => {});
  const head = [
    'POST /api/things HTTP/1.1',
    'Host: x',
    'Authorization: Bearer tw_admin',
    'Content-Type: application/json',
  ];
  stalled.write(`${head.join('\r\n')}\r\nContent-Length: 100\r\n\r\n{`);
  await new Promise((resolve) => app.server.once('request', resolve));
  await app.close();
});
