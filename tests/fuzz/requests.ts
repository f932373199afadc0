/** Requests to an operation: valid ones with the seeds put in, and the same ones damaged in every way we could think of. */
import * as fc from 'fast-check';
import type { Json, Operation } from './operations.ts';
import { isObject } from './operations.ts';
import type { Fullness } from './values.ts';
import { valuesOf } from './values.ts';

/** What goes over the wire, still in parts. */
export interface Draft {
  readonly path: Json;
  readonly query: Json;
  /** A value for JSON, text or bytes otherwise; undefined = none. */
  readonly body: unknown;
  readonly contentType: string | null;
  /** What the answer must be, when the damage leaves no choice. */
  readonly expected?: readonly number[];
  /** In words, for the report. */
  readonly damage?: string;
}

/** Values known to exist, or a function that makes a fresh one (an id that the request will use up). */
export type Seed = readonly unknown[] | (() => unknown);

/** By name of a parameter or body member; `operationId.name` goes before `name`. Of the bare face the same ids. */
export type Seeds = Readonly<Record<string, Seed>>;

/** Whole requests known to be good, by operationId; what a part leaves out is generated. */
export type Examples = Readonly<
  Record<string, readonly Partial<Pick<Draft, 'path' | 'query' | 'body' | 'contentType'>>[]>
>;

export const jsonType = 'application/json';

/** Both faces of a door share seeds and examples. */
export const doorIdOf = (operation: Operation): string => operation.id.replace(/Bare$/, '');

const withoutSuffix = (type: string): string => type.split(';', 1)[0];

/** A path segment of dots is folded away by every HTTP client, and an empty one is another path. */
const survivesUrl = (value: unknown): boolean => !/^\.{0,2}$/.test(String(value)) && String(value).isWellFormed();

export function drafts(operation: Operation, document: Json, fullness: Fullness): fc.Arbitrary<Draft> {
  const parametersAt = (place: 'path' | 'query'): fc.Arbitrary<Json> => {
    const here = operation.parameters.filter((one) => one.place === place && (fullness === 'full' || one.isRequired));
    const values = here.map((one) => {
      const fitting = valuesOf(one.schema, document, fullness);
      return [one.name, place === 'path' ? fitting.filter(survivesUrl) : fitting] as const;
    });
    return fc.record(Object.fromEntries(values), {
      requiredKeys: here.filter(({ isRequired }) => isRequired).map(({ name }) => name),
      noNullPrototype: true,
    });
  };
  const bodies = [...(operation.body ?? [])].map(([type, schema]) =>
    fc.record({ body: valuesOf(schema, document, fullness), contentType: fc.constant(withoutSuffix(type)) }),
  );
  const none = fc.constant({ body: undefined, contentType: null });
  const body: fc.Arbitrary<Pick<Draft, 'body' | 'contentType'>> = bodies.length === 0 ? none : fc.oneof(...bodies);
  return fc
    .tuple(parametersAt('path'), parametersAt('query'), body)
    .map(([path, query, sent]) => ({ path, query, ...sent }));
}

async function seedFor(seeds: Seeds, operation: Operation, name: string, turn: number): Promise<unknown> {
  const seed = seeds[`${doorIdOf(operation)}.${name}`] ?? seeds[name];
  if (seed === undefined) return undefined;
  return typeof seed === 'function' ? await seed() : seed[turn % seed.length];
}

/** Puts known values in the place of invented ones, wherever a member has the name of a seed. */
export async function seeded(draft: Draft, operation: Operation, seeds: Seeds, turn: number): Promise<Draft> {
  const fill = async (value: unknown): Promise<unknown> => {
    if (Array.isArray(value)) return Promise.all(value.map(fill));
    if (!isObject(value)) return value;
    const members = Object.entries(value).map(async ([name, member]) => {
      const known = await seedFor(seeds, operation, name, turn);
      return [name, known === undefined ? await fill(member) : known];
    });
    return Object.fromEntries(await Promise.all(members));
  };
  const body = draft.contentType === jsonType ? await fill(draft.body) : draft.body;
  return { ...draft, path: (await fill(draft.path)) as Json, query: (await fill(draft.query)) as Json, body };
}

const junk = fc.constantFrom<unknown>(
  ...[null, true, -1, 0, 1.5, 1e308, 2 ** 53, '', ' ', '0', 'null', '-0', 'NaN', '1e999', '\u0000', '\u202e', '😀'],
  ...['x'.repeat(300), "' OR 1=1 --", '../../etc/passwd', '%00', '<script>', '{{7*7}}', '2026-02-30', '\ud800'],
  ...[[], {}, [[[]]], [null], { a: { b: { c: [] } } }, ['a', 'a'], '__proto__', 'constructor'],
);

/** Every place in a JSON value, as a path of keys; the root is the empty path. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]))];
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const changed = replaced((value as Record<string, unknown>)[name], rest, by);
  return Array.isArray(value) ? value.with(Number(name), changed) : { ...(value as object), [name]: changed };
}

const malformed = [400, 401, 403];

/** Damages done to a valid draft. Those that leave no doubt say what the answer must be. */
export function damaged(draft: Draft, operation: Operation): fc.Arbitrary<Draft> {
  const damages: fc.Arbitrary<Draft>[] = [];
  const doing = (damage: string, change: Partial<Draft>): Draft => ({ ...draft, ...change, damage });

  damages.push(
    junk.map((value) =>
      doing('unknown query parameter', {
        query: { ...draft.query, no_such_parameter: value ?? '' },
        expected: malformed,
      }),
    ),
  );
  for (const { name, place } of operation.parameters) {
    const values = place === 'path' ? junk.filter(survivesUrl) : junk;
    damages.push(
      values.map((value) => doing(`junk in ${place} ${name}`, { [place]: { ...draft[place], [name]: value } })),
    );
  }
  if (operation.method !== 'GET') {
    damages.push(
      fc.constant(
        doing('wrong content type', { body: 'a=1', contentType: 'application/x-none', expected: [401, 403, 415] }),
      ),
      fc.constantFrom('{', '{"a":', '[1,', 'nul', '{"__proto__":{}}', '\u0000').map((body) =>
        doing('broken JSON', {
          body: new TextEncoder().encode(body),
          contentType: jsonType,
          expected: [...malformed, 415],
        }),
      ),
    );
  }
  if (isObject(draft.body) && draft.contentType === jsonType) {
    const { body } = draft;
    damages.push(
      fc
        .tuple(fc.constantFrom(...placesIn(body)), junk)
        .map(([place, value]) => doing(`junk in body at /${place.join('/')}`, { body: replaced(body, place, value) })),
      fc.constant(doing('unknown member', { body: { ...body, no_such_member: 1 }, expected: malformed })),
    );
    if (Object.keys(body).length > 0) {
      damages.push(
        fc.constantFrom(...Object.keys(body)).map((name) => {
          const { [name]: _, ...rest } = body;
          return doing(`without ${name}`, { body: rest });
        }),
      );
    }
  }
  return fc.oneof(...damages);
}
