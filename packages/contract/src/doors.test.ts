/** What holds for every door of the table, so that no room has to remember it. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Door } from './door.ts';
import { doors } from './doors.ts';
import { openApiDocument } from './openapi/document.ts';

const table: readonly (readonly [name: string, door: Door])[] = Object.entries(doors);

test.each(table)('%s stands in the table under its own id', (name, door) => {
  expect(door.id).toBe(name);
  expect(door.id).toMatch(/^[a-z][A-Za-z0-9]*$/);
});

test.each(table)('%s declares each parameter of its path, and no other', (_name, door) => {
  const inPath = [...door.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  expect(Object.keys(door.params?.shape ?? {}).toSorted()).toEqual(inPath.toSorted());
  expect(door.path).toMatch(/^\/[a-z0-9_{}/-]*$/);
});

test.each(table)('%s answers success only with success statuses, and takes no body with GET', (_name, door) => {
  const statuses = Object.keys(door.answers).map(Number);
  expect(statuses.length).toBeGreaterThan(0);
  expect(statuses.filter((status) => status < 200 || status > 299)).toEqual([]);
  if (door.method === 'GET') expect(door.body).toBeUndefined();
});

test('no two doors stand at the same place', () => {
  const places = table.map(
    ([, { method, path, mounted }]) => `${method} ${mounted ?? ''} ${path.replace(/\{\w+\}/g, '{}')}`,
  );
  expect(places).toEqual([...new Set(places)]);
});

/** Objects in a schema that would silently drop a member they do not know. */
function lenientObjects(schema: z.core.$ZodType, path: string, seen = new Set<z.core.$ZodType>()): string[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const inside = (inner: z.core.$ZodType, name = '') => lenientObjects(inner, `${path}${name}`, seen);
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape).flatMap(([name, member]) => inside(member, `/${name}`));
    return schema.def.catchall === undefined ? [path, ...members] : members;
  }
  if (schema instanceof z.ZodArray) return inside(schema.element, '/*');
  if (schema instanceof z.ZodRecord) return inside(schema.valueType, '/*');
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => inside(option));
  if (schema instanceof z.ZodTuple) return schema.def.items.flatMap((item, index) => inside(item, `/${index}`));
  if (schema instanceof z.ZodIntersection) return [...inside(schema.def.left), ...inside(schema.def.right)];
  if (schema instanceof z.ZodPipe) return inside(schema.def.in);
  if (schema instanceof z.ZodLazy) return inside(schema.def.getter());
  if ('unwrap' in schema && typeof schema.unwrap === 'function') return inside(schema.unwrap());
  return [];
}

test.each(table.filter(([, { body }]) => body !== undefined))(
  '%s refuses members of the body that it does not know (z.strictObject)',
  (_name, door) => {
    expect(lenientObjects(door.body as z.ZodType, '/body')).toEqual([]);
  },
);

test('each branch of a discriminated union has an id, so that the document can map values to components', () => {
  const unmapped: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('oneOf' in value && !('discriminator' in value)) unmapped.push(path);
    for (const [name, member] of Object.entries(value)) walk(member, `${path}/${name}`);
  };
  walk(openApiDocument(Object.values(doors), { version: '1' }), '');
  expect(unmapped).toEqual([]);
});
