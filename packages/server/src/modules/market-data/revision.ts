/**
 * What was known at a moment: the stored bars with every later change undone, the last one first. A change is kept by
 * chunk as the ends of the bars it inserted (null: all the chunk had) and the bars it replaced, as they were.
 */
import { allocateBars, type BarColumns, barFields, sliceBars } from '@tradewind/engine/model/bar.ts';
import { chunkOf, columnNames, decodeColumn } from './chunk.ts';

export interface Revision {
  readonly chunk: number;
  readonly inserted: Uint8Array | null;
  readonly replaced: Uint8Array;
}

const width = columnNames.length;

/** Row by row: changes are few, and read as a whole. */
export function encodeRows(bars: BarColumns): Uint8Array {
  const values = new Float64Array(bars.length * width);
  for (const [at, name] of columnNames.entries()) {
    for (let row = 0; row < bars.length; row++) values[row * width + at] = bars[name][row];
  }
  return new Uint8Array(values.buffer);
}

/** `revisions`: the ones to undo, from newest to oldest. */
export function undo(bars: BarColumns, revisions: readonly Revision[], timeframeMs: number): BarColumns {
  if (revisions.length === 0) return bars;
  const absentChunks = new Set<number>();
  /** By end: the values it had, or null where it was not there. */
  const before = new Map<number, Float64Array | null>();
  for (const { chunk, inserted, replaced } of revisions) {
    if (inserted === null) absentChunks.add(chunk);
    else for (const ts of decodeColumn([inserted])) before.set(ts, null);
    const rows = decodeColumn([replaced]);
    for (let at = 0; at < rows.length; at += width) before.set(rows[at], rows.subarray(at + 1, at + width));
  }
  const known = allocateBars(bars.length);
  let length = 0;
  for (let row = 0; row < bars.length; row++) {
    const ts = bars.ts[row];
    const values = before.get(ts);
    if (values === null || absentChunks.has(chunkOf(ts, timeframeMs))) continue;
    known.ts[length] = ts;
    for (const [at, field] of barFields.entries()) known[field][length] = values ? values[at] : bars[field][row];
    length++;
  }
  return sliceBars(known, 0, length);
}
