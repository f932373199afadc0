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

const rowsAtOnce = 8_192;

export interface ParquetTable extends Table {
  rows(): AsyncGenerator<readonly string[]>;
}

/** Snappy is known to the reader itself. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
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
        for (let from = 0; from < total; from += rowsAtOnce) {
          yield* await read(from, Math.min(total, from + rowsAtOnce)).catch(refuse);
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
