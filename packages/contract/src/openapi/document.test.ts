import { expect, test } from 'vitest';
import { z } from 'zod';
import { door, tags } from '../door.ts';
import { openApiDocument } from './document.ts';

const fee = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bps'), bps: z.number() }).meta({ id: 'FeeBps' }),
  z.strictObject({ kind: z.literal('per_share'), money: z.number().default(0) }).meta({ id: 'FeePerShare' }),
]);
const order = z.object({ id: z.string(), fee }).meta({ id: 'Order' });

const placeOrder = door({
  id: 'placeOrder',
  method: 'POST',
  path: '/orders/{account_id}',
  tag: 'Execution',
  summary: 'Place an order',
  access: 'trade',
  params: z.object({ account_id: z.string() }),
  query: z.object({ names: z.array(z.string()).optional() }),
  body: z.strictObject({ fee, note: z.string().optional() }),
  answers: { 201: order },
  refusals: ['not_found', 'refused_by_rule'],
});
const ping = door({
  id: 'ping',
  method: 'GET',
  path: '/ping',
  tag: 'Health',
  summary: 'Ping',
  access: 'open',
  mounted: 'root',
  answers: { 200: z.string() },
});

const document = openApiDocument([placeOrder, ping], { version: '1.2.3' });
const placing = document.paths['/api/v1/orders/{account_id}'].post;

test('all tags stand in the document in their order, doors or no doors', () => {
  expect(document.tags.map(({ name }) => name)).toEqual([...tags]);
});

test('both faces are documented under ids of their own, the root face once', () => {
  expect(Object.keys(document.paths)).toEqual(['/api/v1/orders/{account_id}', '/api/orders/{account_id}', '/ping']);
  expect(placing.operationId).toBe('placeOrder');
  expect(document.paths['/api/orders/{account_id}'].post.operationId).toBe('placeOrderBare');
});

test('every status that can occur is documented, and only those', () => {
  const statuses = (operation: { responses?: unknown }) => Object.keys(operation.responses as object).sort();
  expect(statuses(placing)).toEqual('201 400 401 403 404 409 413 415 429 500 503'.split(' '));
  expect(statuses(document.paths['/ping'].get)).toEqual('200 400 403 429 500 503'.split(' '));
});

test('the enveloped face documents the envelope, the bare face the data', () => {
  const schemaOf = (path: string) => {
    const responses = document.paths[path].post.responses as Record<string, { content: Record<string, unknown> }>;
    return responses[201].content['application/json'];
  };
  expect(schemaOf('/api/orders/{account_id}')).toEqual({ schema: { $ref: '#/components/schemas/Order' } });
  expect(schemaOf('/api/v1/orders/{account_id}')).toMatchObject({
    schema: { required: ['status', 'data', 'meta'], properties: { data: { $ref: '#/components/schemas/Order' } } },
  });
});

test('a request form that differs from the answer form is a component of its own', () => {
  expect(document.components.schemas.FeePerShare.required).toEqual(['kind', 'money']);
  expect(document.components.schemas.FeePerShareInput.required).toEqual(['kind']);
});

test('discriminators name the component of each value', () => {
  expect(document.components.schemas.Order.properties).toMatchObject({
    fee: {
      discriminator: {
        propertyName: 'kind',
        mapping: { bps: '#/components/schemas/FeeBps', per_share: '#/components/schemas/FeePerShare' },
      },
    },
  });
  expect(placing.requestBody).toMatchObject({
    content: {
      'application/json': {
        schema: {
          properties: { fee: { discriminator: { mapping: { per_share: '#/components/schemas/FeePerShareInput' } } } },
        },
      },
    },
  });
});

test('a list in the query may be written with commas', () => {
  expect(placing.parameters).toContainEqual(expect.objectContaining({ name: 'names', style: 'form', explode: false }));
});

test('an open door asks for nothing, a session brings its CSRF token where something changes', () => {
  expect(document.paths['/ping'].get.security).toEqual([]);
  expect(placing.security).toEqual([{ apiKey: ['trade'] }, { session: ['trade'], csrf: [] }]);
});

test('two different answers under one id are refused', () => {
  const impostor = z.object({ other: z.string() }).meta({ id: 'Order' });
  const other = door({ ...ping, id: 'other', path: '/other', answers: { 200: impostor } });
  expect(() => openApiDocument([placeOrder, other], { version: '1' })).toThrow('Two schemas have the id Order');
});
