/** JSON as services give it: a list of objects, a list of lists, or columns, also one level down (`{"bars": […]}`). */
import { AppError } from '@tradewind/contract/errors.ts';
import { cellOf, sampleRows, type Table } from './table.ts';

const longestText = 256 * 2 ** 20;

export interface JsonTable extends Table {
  readonly rows: Iterable<readonly string[]>;
}

export async function readJson(pieces: AsyncIterable<string>): Promise<JsonTable> {
  const parts: string[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > longestText) throw refused(`is longer than ${longestText / 2 ** 20} MiB; bring it as CSV or Parquet`);
    parts.push(piece);
  }
  let value: unknown;
  try {
    value = JSON.parse(parts.join(''));
  } catch (error) {
    throw Object.assign(refused(`is not well-formed: ${(error as Error).message}`), { cause: error });
  }
  const table = tableOf(value) ?? nested(value);
  if (!table)
    throw refused('holds no rows: expected a list of objects, a list of lists, or an object of equally long lists');
  return table;
}

function nested(value: unknown): JsonTable | null {
  if (!isObject(value)) return null;
  const tables = Object.values(value)
    .map(tableOf)
    .filter((table) => table !== null);
  return tables.length === 1 ? tables[0] : null;
}

function tableOf(value: unknown): JsonTable | null {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(Array.isArray)) return listOfLists(value);
    return value.length > 0 && value.every(isObject) ? listOfObjects(value) : null;
  }
  if (!isObject(value)) return null;
  const columns = Object.values(value);
  const length = Array.isArray(columns[0]) ? columns[0].length : 0;
  const areColumns =
    length > 0 && columns.every((column) => Array.isArray(column) && column.length === length && !isObject(column[0]));
  return areColumns ? columnsOf(value as Record<string, unknown[]>, length) : null;
}

function listOfObjects(list: readonly Record<string, unknown>[]): JsonTable {
  // An object may leave out what it does not know.
  const header = [...new Set(list.flatMap(Object.keys))];
  const cellsOf = (one: Record<string, unknown>) => header.map((name) => cellOf(one[name]));
  return { header, sample: list.slice(0, sampleRows).map(cellsOf), rows: mapped(list, cellsOf) };
}

function listOfLists(list: readonly (readonly unknown[])[]): JsonTable {
  const [first] = list;
  const hasNames = first.every((name) => typeof name === 'string') && first.some((name) => Number.isNaN(Number(name)));
  const header = first.map((name, index) => (hasNames ? String(name) : String(index + 1)));
  const rows = hasNames ? list.slice(1) : list;
  const cells = (row: readonly unknown[]) => row.map(cellOf);
  return { header, sample: rows.slice(0, sampleRows).map(cells), rows: mapped(rows, cells) };
}

function columnsOf(columns: Readonly<Record<string, readonly unknown[]>>, length: number): JsonTable {
  const header = Object.keys(columns);
  const indices = Array.from({ length }, (_, row) => row);
  const cellsAt = (row: number) => header.map((name) => cellOf(columns[name][row]));
  return { header, sample: indices.slice(0, sampleRows).map(cellsAt), rows: mapped(indices, cellsAt) };
}

function* mapped<From>(list: readonly From[], cells: (one: From) => string[]): Generator<string[]> {
  for (const one of list) yield cells(one);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refused(what: string): AppError {
  return new AppError('bad_data', `The JSON ${what}.`);
}
