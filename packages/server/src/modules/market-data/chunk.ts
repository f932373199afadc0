/**
 * Bars as they lie on disk: cut into chunks of 4,096 timeframe buckets, each column one BLOB of little-endian float64.
 * Where a chunk begins depends on the time alone, so the same bars give the same bytes in whatever order they come.
 */
import { allocateBars, type BarColumns, barFields, sliceBars } from '@tradewind/engine/model/bar.ts';

export const columnNames = ['ts', ...barFields] as const;
export type ColumnName = (typeof columnNames)[number];

const bucketsPerChunk = 4_096;

export function chunkOf(ts: number, timeframeMs: number): number {
  return Math.floor(ts / (timeframeMs * bucketsPerChunk));
}

/** The first and last moment that fall into a chunk. */
export function chunkBounds(chunk: number, timeframeMs: number): readonly [from: number, to: number] {
  const size = timeframeMs * bucketsPerChunk;
  return [chunk * size, (chunk + 1) * size - 1];
}

export interface Chunk {
  readonly chunk: number;
  readonly bars: BarColumns;
}

export function splitIntoChunks(bars: BarColumns, timeframeMs: number): Chunk[] {
  const chunks: Chunk[] = [];
  for (let from = 0; from < bars.length; ) {
    const chunk = chunkOf(bars.ts[from], timeframeMs);
    let to = from + 1;
    while (to < bars.length && chunkOf(bars.ts[to], timeframeMs) === chunk) to++;
    chunks.push({ chunk, bars: sliceBars(bars, from, to) });
    from = to;
  }
  return chunks;
}

export interface Merge {
  readonly bars: BarColumns;
  /** Ends of the bars that were not there before. */
  readonly inserted: Float64Array;
  /** Bars that took another value, as they were before. */
  readonly superseded: BarColumns;
  readonly unchanged: number;
}

/** Both rise in time; where both have a bar the incoming one stands. */
export function mergeBars(stored: BarColumns, incoming: BarColumns): Merge {
  const merged = allocateBars(stored.length + incoming.length);
  const inserted = new Float64Array(incoming.length);
  const superseded = allocateBars(Math.min(stored.length, incoming.length));
  let [length, added, replaced, unchanged] = [0, 0, 0, 0];
  for (let s = 0, i = 0; s < stored.length || i < incoming.length; length++) {
    const takeStored = i >= incoming.length || stored.ts[s] < incoming.ts[i];
    if (takeStored) {
      copyRow(stored, s++, merged, length);
      continue;
    }
    if (stored.ts[s] === incoming.ts[i]) {
      if (sameRow(stored, s, incoming, i)) unchanged++;
      else copyRow(stored, s, superseded, replaced++);
      s++;
    } else {
      inserted[added++] = incoming.ts[i];
    }
    copyRow(incoming, i++, merged, length);
  }
  return {
    bars: sliceBars(merged, 0, length),
    inserted: inserted.subarray(0, added),
    superseded: sliceBars(superseded, 0, replaced),
    unchanged,
  };
}

export function copyRow(source: BarColumns, from: number, target: BarColumns, to: number): void {
  for (const column of columnNames) target[column][to] = source[column][from];
}

function sameRow(a: BarColumns, rowA: number, b: BarColumns, rowB: number): boolean {
  return barFields.every((field) => Object.is(a[field][rowA], b[field][rowB]));
}

export function encodeColumn(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Joins the BLOBs of one column, in order. */
export function decodeColumn(blobs: readonly Uint8Array[]): Float64Array {
  const column = new Float64Array(blobs.reduce((bytes, blob) => bytes + blob.byteLength, 0) / 8);
  const bytes = new Uint8Array(column.buffer);
  let offset = 0;
  for (const blob of blobs) {
    bytes.set(blob, offset);
    offset += blob.byteLength;
  }
  return column;
}
