/** Columns of text without lines around them. */
import Table from 'cli-table3';
import type { Terminal } from './terminal.ts';

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Prose that may go on in the next line when the table is wider than the terminal. What is copied must not be cut. */
  readonly wraps?: true;
}

const gap = 2;
const narrowestColumn = 20;
const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};

export function table(
  { width, paint }: Pick<Terminal, 'width' | 'paint'>,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const hasHead = columns.some(({ head }) => head !== '');
  const drawn = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
    head: hasHead ? columns.map(({ head }) => paint('bold', head)) : [],
    colAligns: columns.map(({ align = 'left' }) => align),
    colWidths: widthsOf(columns, rows, width),
    wordWrap: true,
  });
  for (const row of rows) drawn.push([...row]);
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): number[] {
  const widths = columns.map(
    ({ head }, i) =>
      gap + Math.max(head.length, ...rows.map((row) => Math.max(...row[i].split('\n').map(visibleLength)))),
  );
  const excess = widths.reduce((sum, one) => sum + one, 0) - gap - width;
  const wrapping = columns.flatMap(({ wraps }, i) => (wraps ? [i] : []));
  if (excess <= 0 || wrapping.length === 0) return widths;
  const widest = wrapping.reduce((a, b) => (widths[b] > widths[a] ? b : a));
  return widths.with(widest, Math.max(narrowestColumn, widths[widest] - excess));
}

/** Without the signs that only colour. */
function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequence of a colour begins with one
  return text.replaceAll(/\u001b\[\d+(?:;\d+)*m/g, '').length;
}
