/** Whether two results are the same to the bit, and where they first differ. */

/** Path like `curve.equity[17]` and what stands there. */
export interface ResultDifference {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * Compares numbers by their bits (0 is not −0, NaN is NaN), members by name and lists by place, in the order in which
 * `expected` has them. Null when nothing differs.
 */
export function firstDifference(expected: unknown, found: unknown, path = ''): ResultDifference | null {
  if (Object.is(expected, found)) return null;
  if (isList(expected) && isList(found) && expected.constructor === found.constructor) {
    return differenceOfLists(expected, found, path);
  }
  if (isRecord(expected) && isRecord(found)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(found)])) {
      const difference = firstDifference(expected[name], found[name], path === '' ? name : `${path}.${name}`);
      if (difference) return difference;
    }
    return null;
  }
  return { path: path === '' ? 'the result' : path, expected: shown(expected), found: shown(found) };
}

type List = readonly unknown[] | Float64Array | Uint8Array;

function differenceOfLists(expected: List, found: List, path: string): ResultDifference | null {
  for (let i = 0; i < Math.min(expected.length, found.length); i++) {
    // Numbers, the bulk of a result, without building the path of each.
    if (Object.is(expected[i], found[i])) continue;
    const difference = firstDifference(expected[i], found[i], `${path}[${i}]`);
    if (difference) return difference;
  }
  if (expected.length === found.length) return null;
  return { path: `${path}.length`, expected: String(expected.length), found: String(found.length) };
}

function isList(value: unknown): value is List {
  return Array.isArray(value) || value instanceof Float64Array || value instanceof Uint8Array;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isList(value);
}

function shown(value: unknown): string {
  if (Object.is(value, -0)) return '-0';
  if (isList(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
