import { doors } from '@tradewind/contract/doors.ts';
import { openApiDocument } from '@tradewind/contract/openapi/document.ts';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const document = openApiDocument(Object.values(doors), { version: '1.0.0' });

type Json = { readonly [member: string]: unknown };
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** Every object in the document with the pointer that leads to it. */
function* objectsIn(value: unknown, pointer = '#'): Generator<readonly [string, Json]> {
  if (!isObject(value)) return;
  yield [pointer, value];
  for (const [name, member] of Object.entries(value)) {
    yield* objectsIn(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  }
}

const objects = new Map(objectsIn(document));
const references = [...objects.values()].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('every reference leads somewhere', () => {
  expect(references.filter((reference) => !objects.has(reference))).toEqual([]);
});

test('no component stands there unused', () => {
  const { securitySchemes: _, ...components } = document.components;
  const named = Object.entries(components).flatMap(([kind, members]) =>
    Object.keys(members).map((name) => `#/components/${kind}/${name}`),
  );
  expect(named.filter((name) => !references.includes(name))).toEqual([]);
});

test('every schema is a schema', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'document', ...document });
  const pointers = [...objects]
    .filter(([pointer]) => /\/schema$|^#\/components\/schemas\/[^/]+$/.test(pointer))
    .map(([pointer]) => pointer);
  expect(pointers.length).toBeGreaterThan(0);
  for (const pointer of pointers) {
    expect(() => ajv.compile({ $ref: `document${encodeURI(pointer)}` }), pointer).not.toThrow();
  }
});

test('operation ids are unique, and every operation has a summary, a known tag and its refusals', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(ids).toEqual([...new Set(ids)]);
  const known = document.tags.map(({ name }) => name);
  for (const { operation } of operations) {
    expect(operation).toMatchObject({ summary: expect.any(String), tags: [expect.any(String)] });
    expect(known).toContain((operation.tags as string[])[0]);
    expect(Object.keys(operation.responses as Json)).toEqual(expect.arrayContaining(['400', '429', '503']));
  }
});

test('every parameter in a path is declared, and every response has a description', () => {
  for (const { path, operation } of operations) {
    const given = ((operation.parameters ?? []) as Json[]).filter((one) => one.in === 'path').map(({ name }) => name);
    expect(given.toSorted()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted());
    for (const response of Object.values(operation.responses as Json)) {
      expect(response).toMatchObject({ description: expect.stringMatching(/./) });
    }
  }
});
