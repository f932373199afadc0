/** Turns what the schema library says about an input into faults a person can act on: where, expected, found. */
import type { FieldFault } from '@tradewind/contract/errors.ts';
import type { z } from 'zod';

/** The parts of a request that have a schema, and where their pointers start. */
export type RequestPart = 'path' | 'query' | 'body';

const secretMember = /password|secret|token|key$/i;
const longestEcho = 60;

const escaped = (segment: PropertyKey): string => String(segment).replaceAll('~', '~0').replaceAll('/', '~1');

export const pointerTo = (part: RequestPart, path: readonly PropertyKey[]): string =>
  `/${[part, ...path].map(escaped).join('/')}`;

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[segment];
  }
  return value;
}

/** Says what is there without repeating a secret or a whole document. */
function describe(value: unknown, path: readonly PropertyKey[]): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value !== 'string') return String(value);
  if (path.some((segment) => secretMember.test(String(segment)))) return `a string of ${value.length} characters`;
  return JSON.stringify(value.length > longestEcho ? `${value.slice(0, longestEcho)}…` : value);
}

const quantityOf: Readonly<Record<string, string>> = { string: ' characters', array: ' items', set: ' items' };

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

const formatNames: Readonly<Record<string, string>> = {
  datetime: 'a UTC time such as 2026-11-20T12:00:00Z',
  date: 'a day such as 2026-11-20',
};

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${quantityOf[issue.origin] ?? ''}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${quantityOf[issue.origin] ?? ''}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return (
        formatNames[issue.format] ??
        (issue.format === 'regex' ? `to match ${issue.pattern}` : `a valid ${issue.format}`)
      );
    default:
      return issue.message;
  }
}

/** Of a union's branches the one that came closest: the one whose first fault lies deepest, then with fewest faults. */
function closestBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const depth = (branch: readonly z.core.$ZodIssue[]): number => Math.max(...branch.map((issue) => issue.path.length));
  return branches.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
}

export function fieldFaults(
  part: RequestPart,
  input: unknown,
  issues: readonly z.core.$ZodIssue[],
  base: readonly PropertyKey[] = [],
): FieldFault[] {
  return issues.flatMap((issue): FieldFault[] => {
    const path = [...base, ...issue.path];
    const found = describe(valueAt(input, path), path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerTo(part, [...path, key]),
        expected: 'no member of this name',
        found: describe(valueAt(input, [...path, key]), [...path, key]),
      }));
    }
    if (issue.code === 'invalid_key') {
      const name = String(path.at(-1));
      const expected = `a name ${issue.issues.map((inner) => expectation(inner)).join(' and ')}`;
      return [{ pointer: pointerTo(part, path), expected, found: describe(name, []) }];
    }
    if (issue.code === 'invalid_union') {
      if ('options' in issue && Array.isArray(issue.options)) {
        return [{ pointer: pointerTo(part, path), expected: `one of ${issue.options.map(String).join(', ')}`, found }];
      }
      // Branches that all fail at the top differ in kind: then every kind is named, not one picked.
      const tops = issue.errors.every((branch) => branch.every((inner) => inner.path.length === 0));
      if (tops && issue.errors.length > 0) {
        const kinds = new Set(issue.errors.map((branch) => expectation(branch[0])));
        return [{ pointer: pointerTo(part, path), expected: [...kinds].join(', or '), found }];
      }
      if (issue.errors.length > 0) return fieldFaults(part, input, closestBranch(issue.errors), path);
    }
    return [{ pointer: pointerTo(part, path), expected: expectation(issue), found }];
  });
}
