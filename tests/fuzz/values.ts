/** From a JSON schema to values that fit it. */
import * as fc from 'fast-check';
import type { Json } from './operations.ts';
import { isObject, resolve } from './operations.ts';

export type Fullness = 'least' | 'full';

const deepest = 6;
const longestText = 40;
const largestWhole = 2 ** 31;

const between = (from: number, to: number) => fc.integer({ min: from, max: to });
const moments = between(Date.UTC(1995, 0, 1), Date.UTC(2030, 0, 1)).map((ts) => new Date(ts).toISOString());

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': moments,
  date: moments.map((moment) => moment.slice(0, 10)),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
  uuid: fc.uuid(),
};

function text(schema: Json): fc.Arbitrary<string> {
  const format = formats[String(schema.format)];
  if (format !== undefined) return format;
  const minLength = Number(schema.minLength ?? 0);
  const maxLength = Math.max(minLength, Math.min(Number(schema.maxLength ?? longestText), longestText));
  if (typeof schema.pattern === 'string') {
    const fits = (value: string) =>
      value.length >= minLength && value.length <= Number(schema.maxLength ?? Number.POSITIVE_INFINITY);
    return fc.stringMatching(new RegExp(schema.pattern), { maxLength }).filter(fits);
  }
  return fc.string({ minLength, maxLength });
}

function whole(schema: Json): fc.Arbitrary<number> {
  const min = Math.max(Number(schema.minimum ?? -largestWhole), Number(schema.exclusiveMinimum ?? -largestWhole) + 1);
  const max = Math.min(Number(schema.maximum ?? largestWhole), Number(schema.exclusiveMaximum ?? largestWhole) - 1);
  return between(Math.ceil(min), Math.floor(max));
}

function number(schema: Json): fc.Arbitrary<number> {
  const min = Number(schema.exclusiveMinimum ?? schema.minimum ?? -1e9);
  const max = Number(schema.exclusiveMaximum ?? schema.maximum ?? 1e9);
  return fc.double({
    min,
    max,
    minExcluded: schema.exclusiveMinimum !== undefined,
    maxExcluded: schema.exclusiveMaximum !== undefined,
    noNaN: true,
  });
}

/** `least` leaves out whatever may be left out: the requests most likely to succeed. */
export function valuesOf(schema: Json, document: Json, fullness: Fullness, depth = 0): fc.Arbitrary<unknown> {
  const inside = (inner: unknown): fc.Arbitrary<unknown> =>
    isObject(inner) ? valuesOf(inner, document, fullness, depth + 1) : fc.jsonValue({ maxDepth: 2 });

  if (typeof schema.$ref === 'string') return inside(resolve(document, schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const options = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(options)) return fc.oneof(...options.map(inside));
  if (Array.isArray(schema.allOf)) {
    return fc.tuple(...schema.allOf.map(inside)).map((parts) => Object.assign({}, ...(parts as object[])));
  }
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => inside({ ...schema, type })));

  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
      return whole(schema);
    case 'number':
      return number(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array': {
      if (Array.isArray(schema.prefixItems)) return fc.tuple(...schema.prefixItems.map(inside));
      const minLength = Number(schema.minItems ?? 0);
      const maxLength = Math.max(minLength, Math.min(Number(schema.maxItems ?? 3), 3));
      return fc.array(inside(schema.items), { minLength, maxLength: depth > deepest ? minLength : maxLength });
    }
    case 'object':
      return object(schema, inside, fullness === 'least' || depth > deepest);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object(schema: Json, inside: (schema: unknown) => fc.Arbitrary<unknown>, isLeast: boolean) {
  const required = (schema.required ?? []) as string[];
  const members = Object.entries((schema.properties ?? {}) as Record<string, Json>).filter(
    ([name]) => !isLeast || required.includes(name),
  );
  const known = fc.record(Object.fromEntries(members.map(([name, member]) => [name, inside(member)])), {
    requiredKeys: required.filter((name) => members.some(([known]) => known === name)),
    noNullPrototype: true,
  });
  if (!isObject(schema.additionalProperties) || isLeast) return known;
  const names = fc.stringMatching(/^[a-z][a-z_]{0,9}$/);
  return fc
    .tuple(fc.dictionary(names, inside(schema.additionalProperties), { maxKeys: 3, noNullPrototype: true }), known)
    .map(([others, these]) => ({ ...others, ...these }));
}
