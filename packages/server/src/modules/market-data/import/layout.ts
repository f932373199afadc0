/** How a CSV file is laid out: its delimiter, what stands before the table, whether the columns have names. */
import { AppError } from '@tradewind/contract/errors.ts';
import { dateFormats, parseStamp } from './stamp.ts';
import { sampleRows, type Table } from './table.ts';

export interface Layout extends Table {
  readonly delimiter: string;
  /** Physical lines before the first row: text before the table, and the line of names. */
  readonly linesBefore: number;
  /** Of these, the ones that are neither names nor rows. */
  readonly skippedLines: number;
}

const delimiters = [',', ';', '\t', '|'] as const;

/** `head` are the first lines of a file, whole ones. `skipLines`: the table begins after so many. */
export function sniffLayout(head: string, skipLines?: number): Layout {
  const lines = head.split(/\r\n|\n|\r/);
  const numbered = lines
    .map((text, index) => ({ text, index }))
    .filter(({ text, index }) => text.trim() !== '' && index >= (skipLines ?? 0));
  const shape = findShape(numbered.map(({ text }) => text));
  if (!shape) throw noColumns(numbered[0]?.text ?? '');
  const { delimiter, width } = shape;
  // What is said counts; else the table begins with the first line that is as wide as most.
  const first = numbered.findIndex(
    ({ text }) => skipLines !== undefined || splitLine(text, delimiter).length === width,
  );
  const names = splitLine(numbered[first].text, delimiter);
  const hasNames = names.filter(isValue).length < 2;
  const rows = numbered.slice(hasNames ? first + 1 : first, first + 1 + sampleRows);
  return {
    delimiter,
    linesBefore: numbered[first].index + (hasNames ? 1 : 0),
    skippedLines: numbered[first].index,
    header: hasNames ? names : names.map((_, index) => String(index + 1)),
    sample: rows.map(({ text }) => splitLine(text, delimiter)).filter((cells) => cells.length === names.length),
  };
}

/** The delimiter by which most lines are of one width, and that width. */
function findShape(lines: readonly string[]): { readonly delimiter: string; readonly width: number } | null {
  const shapes = delimiters.flatMap((delimiter) => {
    const widths = Map.groupBy(lines.slice(0, sampleRows), (line) => splitLine(line, delimiter).length);
    const [width, same] = [...widths].reduce(
      (best, one) => (one[1].length >= best[1].length ? one : best),
      [0, [] as string[]],
    );
    return width > 1 ? [{ delimiter, width, agreement: same.length }] : [];
  });
  return shapes.sort((a, b) => b.agreement - a.agreement || b.width - a.width)[0] ?? null;
}

function isValue(cell: string): boolean {
  return (
    /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(cell) || dateFormats.some((format) => parseStamp(cell, format))
  );
}

function noColumns(line: string): AppError {
  return new AppError('bad_data', {
    detail: 'The file must name the columns in a line, separated by comma, semicolon or tab, with the rows below.',
    errors: [{ pointer: '/body', expected: 'date,open,high,low,close,volume', found: line.slice(0, 80) }],
  });
}

/** One line alone. Only a quoted cell may hold the delimiter; quotes around a cell are taken off. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    if (character !== delimiter || isQuoted) cell += character;
    else {
      cells.push(cell);
      cell = '';
    }
  }
  return [...cells, cell].map((text) =>
    text
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
}
