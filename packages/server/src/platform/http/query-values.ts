/**
 * A URL knows only strings. This reads them as the schema's own kinds, so that the contract can say `z.int()` and mean
 * it: numbers and booleans by their JSON spelling, lists as `a,b` or repeated. What does not read is left as it is, for
 * the schema to refuse.
 */
import { z } from 'zod';

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** The schema under what only says whether the value may be missing. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  let current = schema;
  for (;;) {
    if (
      current instanceof z.ZodOptional ||
      current instanceof z.ZodDefault ||
      current instanceof z.ZodPrefault ||
      current instanceof z.ZodNullable ||
      current instanceof z.ZodReadonly
    ) {
      current = current.unwrap();
    } else if (current instanceof z.ZodPipe) {
      current = current.def.in;
    } else {
      return current;
    }
  }
}

function read(schema: z.core.$ZodType, given: unknown): unknown {
  const kind = bare(schema);
  if (kind instanceof z.ZodArray) {
    const items = Array.isArray(given) ? given : [given];
    const parts = items.flatMap((item) => (typeof item === 'string' ? item.split(',') : [item]));
    return parts.map((item) => read(kind.element, item));
  }
  if (typeof given !== 'string') return given;
  if (kind instanceof z.ZodNumber && jsonNumber.test(given)) return Number(given);
  if (kind instanceof z.ZodBoolean && (given === 'true' || given === 'false')) return given === 'true';
  if (kind instanceof z.ZodUnion) {
    for (const option of kind.options) {
      const value = read(option, given);
      if (z.safeParse(option, value).success) return value;
    }
  }
  return given;
}

/** Of members that the schema knows. */
export function readStrings(schema: z.ZodObject, given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, read(schema.shape[name], value)]));
}
