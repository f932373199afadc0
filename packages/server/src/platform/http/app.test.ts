import { door } from '@tradewind/contract/door.ts';
import { isoDate, pagingQuery } from '@tradewind/contract/wire.ts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { answer, serve } from './serve.ts';
import { testApp } from './test-app.ts';

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
  answers: { 200: z.array(z.object({ name: z.string() })) },
});
const addThing = door({
  id: 'addThing',
  method: 'POST',
  path: '/things',
  tag: 'System',
  summary: 'Add a thing',
  access: 'trade',
  body: z.strictObject({ name: z.string().max(10), costs: z.strictObject({ fee_bps: z.number() }).optional() }),
  answers: { 201: z.object({ name: z.string() }) },
});

const things = [
  serve(listThings, ({ query }) =>
    answer(
      (query.names ?? ['a']).map((name) => ({ name })),
      { source: 'synthetic', note: 'Préços', total: 7 },
    ),
  ),
  serve(addThing, ({ body }) => ({ name: body.name })),
];

test('a door answers in the envelope on /api/v1 and bare on /api', async () => {
  const app = await testApp(things);
  const enveloped = await app.get('/api/v1/things');
  expect(enveloped.json()).toMatchObject({
    status: 'ok',
    data: [{ name: 'a' }],
    meta: { source: 'synthetic', note: 'Préços', total: 7, request_id: enveloped.headers['x-request-id'] },
  });
  const bare = await app.get('/api/things/');
  expect(bare.json()).toEqual([{ name: 'a' }]);
  expect(bare.headers).toMatchObject({
    'x-data-source': 'synthetic',
    'x-data-note': 'Pr%C3%A9%C3%A7os',
    'x-total-count': '7',
  });
});
