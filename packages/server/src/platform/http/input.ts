/** From the raw request to a door's validated input: every fault in path, query and body is named at once. */
import type { Door } from '@tradewind/contract/door.ts';
import type { FieldFault } from '@tradewind/contract/errors.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { RequestPart } from './field-faults.ts';
import { fieldFaults, pointerTo } from './field-faults.ts';
import { readStrings } from './query-values.ts';

type Strings = Readonly<Record<string, unknown>>;

function parse(part: RequestPart, schema: z.ZodType, given: unknown, faults: FieldFault[]): unknown {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  faults.push(...fieldFaults(part, given, result.error.issues));
  return undefined;
}

/** Names the schema does not know are refused here, whether or not it says so itself: a misspelt filter filters nothing. */
function parseStrings(part: RequestPart, schema: z.ZodObject | undefined, given: Strings, faults: FieldFault[]) {
  const known = Object.keys(schema?.shape ?? {});
  const expected = known.length === 0 ? 'no parameters' : `one of the parameters ${known.join(', ')}`;
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  for (const name of unknown) faults.push({ pointer: pointerTo(part, [name]), expected, found: name });
  if (schema === undefined) return {};
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !unknown.includes(name)));
  return parse(part, schema, readStrings(schema, rest), faults);
}

/** A door that takes no body bears an empty one: many clients send `{}` with every POST. */
const isEmpty = (body: unknown): boolean =>
  body === undefined ||
  body === null ||
  body === '' ||
  (typeof body === 'object' && Object.keys(body).length === 0 && !Array.isArray(body));

function summary(faults: readonly FieldFault[]): string {
  const [{ pointer, expected, found }] = faults;
  const first = `${pointer}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
  return faults.length === 1 ? first : `${faults.length} faults, the first at ${first}`;
}

export interface ValidInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** `request` is what came over HTTP, or the same parts from a caller in this process. */
export function readInput(door: Door, request: Pick<FastifyRequest, 'params' | 'query' | 'body'>): ValidInput {
  const faults: FieldFault[] = [];
  const params = parseStrings('path', door.params, request.params as Strings, faults);
  const query = parseStrings('query', door.query, request.query as Strings, faults);
  let body: unknown;
  if (door.body !== undefined) body = parse('body', door.body, request.body, faults);
  else if (!isEmpty(request.body)) faults.push({ pointer: '/body', expected: 'no body' });
  if (faults.length > 0) throw new AppError('malformed', { detail: summary(faults), errors: faults });
  return { params, query, body };
}
