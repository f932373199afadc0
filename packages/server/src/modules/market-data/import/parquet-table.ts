/** Parquet, read a few thousand rows at a time. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { AppError } from '@tradewind/contract/errors.ts';
import {
  type AsyncBuffer,
  type Compressors,
  parquetMetadataAsync,
  parquetReadObjects,
  type SchemaElement,
} from 'hyparquet';
import type { Content } from './content.ts';
import { cellOf, sampleRows, type Table } from './table.ts';

/** A row group is unpacked from its begin each time: few reads, and each of bounded size. */
const rowsAtOnce = 131_072;
/** A few bytes can claim any number of rows. */
const mostRows = 50_000_000;

export interface ParquetTable extends Table {
  rows(): AsyncGenerator<readonly string[]>;
}

/** Snappy is known to the reader itself. */
const compressors: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, length) }),
};

/** Moments as text, so that they take the same way as those of other formats. */
const parsers = {
  timestampFromMilliseconds: (ms: bigint) => new Date(Number(ms)).toISOString(),
  timestampFromMicroseconds: (us: bigint) => new Date(Number(us / 1_000n)).toISOString(),
  timestampFromNanoseconds: (ns: bigint) => new Date(Number(ns / 1_000_000n)).toISOString(),
  dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
};

export async function openParquet(content: Exclude<Content, string>): Promise<ParquetTable> {
  try {
    const file = bufferOf(content);
    const metadata = await parquetMetadataAsync(file);
    const columns = metadata.schema.filter(({ num_children: children }) => !children);
    const header = columns.map(({ name }) => name);
    const total = Number(metadata.num_rows);
    if (total > mostRows) throw new RangeError(`it holds ${total} rows, more than ${mostRows}`);
    const read = async (rowStart: number, rowEnd: number) => {
      const rows = await parquetReadObjects({
        file,
        metadata,
        columns: header,
        rowStart,
        rowEnd,
        compressors,
        parsers,
      });
      return rows.map((row) => columns.map((column) => cellIn(row, column)));
    };
    return {
      header,
      sample: await read(0, Math.min(sampleRows, total)),
      async *rows() {
        let start = 0;
        for (const group of metadata.row_groups) {
          const end = Math.min(total, start + Number(group.num_rows));
          for (let from = start; from < end; from += rowsAtOnce) {
            yield* await read(from, Math.min(end, from + rowsAtOnce)).catch(refuse);
          }
          start = end;
        }
      },
    };
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  const detail = `The Parquet file cannot be read: ${(error as Error).message}.`;
  throw Object.assign(new AppError('bad_data', detail), { cause: error });
}

/** A timestamp that is not bound to UTC is written without a zone, for it is one of a place. */
function cellIn(row: Readonly<Record<string, unknown>>, { name, logical_type: type }: SchemaElement): string {
  const cell = cellOf(row[name]);
  return type?.type === 'TIMESTAMP' && !type.isAdjustedToUTC ? cell.replace(/Z$/, '') : cell;
}

function bufferOf(content: Exclude<Content, string>): AsyncBuffer {
  if (content instanceof Blob) {
    return { byteLength: content.size, slice: (start, end) => content.slice(start, end).arrayBuffer() };
  }
  const { byteLength } = content;
  // A Buffer's own slice would be a view of all its memory.
  return { byteLength, slice: (start, end) => new Uint8Array(content.subarray(start, end)).buffer };
}
