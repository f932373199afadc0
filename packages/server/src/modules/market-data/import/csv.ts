/** Text of a file → records, without holding up the thread for the whole of a large file. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '@tradewind/contract/errors.ts';
import { CsvError, parse } from 'csv-parse';

const unpackedLimit = 512 * 2 ** 20;
/** Parsing this much takes a few milliseconds; between two pieces the thread does other work. */
const pieceLength = 64 * 2 ** 10;
const delimiters = [',', ';', '\t'] as const;

/** UTF-8 text of a file, unpacked if it is gzip. */
export async function textOf(content: string | Uint8Array): Promise<string> {
  if (typeof content === 'string') return withoutByteOrderMark(content);
  const isGzip = content[0] === 0x1f && content[1] === 0x8b;
  try {
    const bytes = isGzip ? await promisify(gunzip)(content, { maxOutputLength: unpackedLimit }) : content;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const detail = isGzip
      ? `The file looks like gzip but cannot be unpacked to UTF-8 text of at most ${unpackedLimit / 2 ** 20} MiB.`
      : 'The file is not UTF-8 text. Save it as CSV in UTF-8.';
    throw Object.assign(new AppError('bad_data', detail), { cause: error });
  }
}

function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** The one of `,` `;` tab that the first line has most of. */
export function sniffDelimiter(text: string): string {
  const [firstLine] = text.trimStart().split(/\r\n|\n|\r/, 1);
  const counts = delimiters.map((delimiter) => firstLine.split(delimiter).length - 1);
  const most = Math.max(...counts);
  if (most === 0) {
    throw new AppError('bad_data', {
      detail: 'The first line must name the columns, separated by comma, semicolon or tab.',
      errors: [{ pointer: '/body', expected: 'date,open,high,low,close,volume', found: firstLine.slice(0, 80) }],
    });
  }
  return delimiters[counts.indexOf(most)];
}

/** Calls `onRecord` for each record, the header being the first; `line` counts from 1. */
export async function readRecords(
  text: string,
  delimiter: string,
  onRecord: (cells: readonly string[], line: number) => void,
): Promise<void> {
  const parser = parse({
    delimiter,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    on_record: (cells: string[], { lines }) => {
      onRecord(cells, lines);
      return null;
    },
  });
  parser.resume();
  try {
    await pipeline(Readable.from(pieces(text)), parser);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw Object.assign(new AppError('bad_data', `The file is not well-formed CSV: ${error.message}.`), {
      cause: error,
    });
  }
}

async function* pieces(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length; from += pieceLength) {
    yield text.slice(from, from + pieceLength);
    await setImmediate();
  }
}
