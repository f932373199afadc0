/** One door on one face as an OpenAPI operation: what it takes, every status it can answer, who may ask. */
import { z } from 'zod';
import type { Door } from '../door.ts';
import { takesIdempotencyKey } from '../door.ts';
import { answerHeaders, envelopeOf, problemSchema } from '../envelope.ts';
import type { ErrorCode } from '../errors.ts';
import { errorTable } from '../errors.ts';
import type { FacePlace } from '../faces.ts';
import type { Components, JsonSchema } from './components.ts';

const jsonType = 'application/json';
const problemType = 'application/problem+json';

/** What can befall a request at any door like this one, whatever its handler does. */
function generalRefusals(door: Door): ErrorCode[] {
  const codes: ErrorCode[] = ['malformed', 'forbidden', 'rate_limited', 'internal', 'unavailable'];
  if (door.access !== 'open') codes.push('unauthenticated');
  if (door.access !== 'open' && door.method !== 'GET') codes.push('csrf');
  if (door.method !== 'GET') codes.push('too_large', 'unsupported_media_type');
  if (takesIdempotencyKey(door)) codes.push('conflict');
  return codes;
}

function refusalResponses(door: Door, components: Components): Record<string, JsonSchema> {
  const codes = [...new Set([...generalRefusals(door), ...(door.refusals ?? [])])];
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status);
  const schema = components.schema(problemSchema, 'output');
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.map((code) => `${errorTable[code].title} (\`${code}\`)`).join('; '),
        ...(status === 429 || status === 503 ? { headers: { 'Retry-After': headerRef('RetryAfter') } } : {}),
        content: { [problemType]: { schema } },
      },
    ]),
  );
}

const headerRef = (name: string): JsonSchema => ({ $ref: `#/components/headers/${name}` });

function answerResponses(door: Door, face: FacePlace, components: Components): Record<string, JsonSchema> {
  const types = door.produces ?? [jsonType];
  return Object.fromEntries(
    Object.entries(door.answers).map(([status, schema]) => {
      const ofType = (type: string) =>
        type === jsonType
          ? components.schema(face.isEnveloped ? envelopeOf(schema) : schema, 'output')
          : { type: 'string', ...(type.startsWith('text/') ? {} : { format: 'binary' }) };
      return [
        status,
        {
          description: schema.description ?? door.summary,
          headers: Object.fromEntries(
            Object.entries(answerHeaders)
              .filter(([name]) => name === 'requestId' || !face.isEnveloped)
              .map(([, header]) => [header, headerRef(header.replace(/^X-|-/g, ''))]),
          ),
          content: Object.fromEntries(types.map((type) => [type, { schema: ofType(type) }])),
        },
      ];
    }),
  );
}

function parameters(place: 'path' | 'query', object: z.ZodObject | undefined, components: Components): JsonSchema[] {
  if (object === undefined) return [];
  const { properties = {}, required = [] } = components.schema(object, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
    schema,
  }));
}

/** What of a body can be said in JSON. */
function withoutBytes(body: z.ZodType): z.ZodType {
  if (!(body instanceof z.ZodUnion)) return body;
  return z.union(body.options.filter((option) => !(option instanceof z.ZodCustom)) as [z.ZodType]);
}

function requestBody(door: Door, components: Components): JsonSchema | undefined {
  const { body } = door;
  if (body === undefined) return undefined;
  const contentOf = (type: string): JsonSchema => {
    if (type === jsonType) return { schema: components.schema(withoutBytes(body), 'input') };
    return { schema: type.startsWith('text/') ? { type: 'string' } : { type: 'string', format: 'binary' } };
  };
  return {
    required: !body.safeParse(undefined).success,
    content: Object.fromEntries((door.consumes ?? [jsonType]).map((type) => [type, contentOf(type)])),
  };
}

function security(door: Door): JsonSchema[] {
  if (door.access === 'open') return [];
  const scopes = [door.access];
  return [{ apiKey: scopes }, door.method === 'GET' ? { session: scopes } : { session: scopes, csrf: [] }];
}

export function operation(door: Door, face: FacePlace, components: Components): JsonSchema {
  const body = requestBody(door, components);
  const given = [
    ...parameters('path', door.params, components),
    ...parameters('query', door.query, components),
    ...(takesIdempotencyKey(door) ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
  return {
    operationId: `${door.id}${face.operationSuffix}`,
    tags: [door.tag],
    summary: door.summary,
    ...(door.description === undefined ? {} : { description: door.description }),
    security: security(door),
    ...(given.length === 0 ? {} : { parameters: given }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...answerResponses(door, face, components), ...refusalResponses(door, components) },
  };
}
