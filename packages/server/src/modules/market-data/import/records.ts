/**
 * Lines of a CSV file → records. Nearly all lines hold no quote and are split here; from the first line that has one, or
 * that ends in a carriage return alone, the rest of the file goes through csv-parse. Both give the same records.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@tradewind/contract/errors.ts';
import { CsvError, parse } from 'csv-parse';
import { splitLine } from './layout.ts';

export interface RecordSink {
  /** Takes the line `text[from, to)` if it is plainly good; else leaves everything as it was and answers false. */
  plain(text: string, from: number, to: number): boolean;
  /** `line` counts from 1. */
  record(cells: readonly string[], line: number): void;
}

const longestLine = 2 ** 20;
const special = /"|\r(?=[^\n])/g;

/** All records after the first `linesBefore` lines. */
export async function readRecords(
  pieces: AsyncIterable<string>,
  { delimiter, linesBefore }: { readonly delimiter: string; readonly linesBefore: number },
  sink: RecordSink,
): Promise<void> {
  const source = pieces[Symbol.asyncIterator]();
  let line = 0;
  let rest = '';
  const takeLine = (text: string, from: number, to: number) => {
    line++;
    if (from === to || sink.plain(text, from, to)) return;
    const cells = splitLine(text.slice(from, to), delimiter);
    if (cells.length > 1 || cells[0] !== '') sink.record(cells, line);
  };

  for (let next = await source.next(); !next.done; next = await source.next()) {
    let text = rest + next.value;
    if (line < linesBefore) {
      const dropped = dropLines(text, linesBefore - line);
      line += dropped.count;
      text = text.slice(dropped.length);
      if (line < linesBefore) {
        rest = text;
        continue;
      }
    }
    special.lastIndex = 0;
    const odd = special.exec(text)?.index ?? -1;
    let from = 0;
    for (let end = text.indexOf('\n'); end !== -1 && (odd === -1 || end < odd); end = text.indexOf('\n', from)) {
      takeLine(text, from, end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end);
      from = end + 1;
    }
    rest = text.slice(from);
    if (odd !== -1) return readCarefully(rest, source, delimiter, line, sink);
    if (rest.length > longestLine) {
      throw new AppError('bad_data', `Line ${line + 1} is longer than ${longestLine} characters: this is not CSV.`);
    }
  }
  const last = rest.replace(/\r$/, '');
  if (last !== '' && line >= linesBefore) takeLine(last, 0, last.length);
}

/** How many of the wanted lines end within the text, and where the last of them does. */
function dropLines(text: string, wanted: number): { readonly count: number; readonly length: number } {
  let [count, length] = [0, 0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r(?=[^\n])/g)) {
    if (count === wanted) break;
    count++;
    length = index + end.length;
  }
  return { count, length };
}

async function readCarefully(
  rest: string,
  source: AsyncIterator<string>,
  delimiter: string,
  linesBefore: number,
  sink: Pick<RecordSink, 'record'>,
): Promise<void> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    on_record: (cells: string[], { lines }) => {
      sink.record(cells, linesBefore + lines);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(Readable.from(remaining(rest, source)), parser);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw Object.assign(new AppError('bad_data', `The file is not well-formed CSV: ${error.message}.`), {
      cause: error,
    });
  }
}

async function* remaining(rest: string, source: AsyncIterator<string>): AsyncGenerator<string> {
  if (rest !== '') yield rest;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}
