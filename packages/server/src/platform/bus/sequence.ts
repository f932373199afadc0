/**
 * Numbers for facts that rise over restarts. A write per fact would cost a disk flush each, so numbers are reserved
 * in blocks: what is stored is the end of the block, and after a crash numbering goes on from there.
 */
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';

export interface Sequence {
  next(): number;
  /** The last number given out. */
  readonly last: number;
  /** Returns the unused rest of the block; no number can be drawn afterwards. */
  close(): Promise<void>;
}

const defaultBlock = 100_000;

export async function openSequence(database: Database, log: Log, block = defaultBlock): Promise<Sequence> {
  /** Never lowers what is stored: a number that may have been given out stays spent. */
  const reserve = (end: number) =>
    database.write([{ sql: 'UPDATE bus_sequence SET reserved = max(reserved, ?)', parameters: [end] }]);

  const stored = database.get<{ reserved: number }>('SELECT reserved FROM bus_sequence');
  if (stored === undefined) throw new Error('The table bus_sequence is empty: it holds one row from its migration on');
  let last = stored.reserved;
  let reserved = last + block;
  await reserve(reserved);
  let reservation: Promise<void> | null = null;
  let isClosed = false;

  const isShort = () => reserved - last < block / 2;

  /**
   * Runs well ahead of need, and again when a burst has used up what it brought. If storage fails, numbers go on rising
   * in this process and the next fact tries again.
   */
  async function reserveAhead(): Promise<void> {
    try {
      while (isShort() && !isClosed) {
        const end = last + block;
        await reserve(end);
        reserved = end;
      }
    } catch (err) {
      log.error({ err }, 'could not reserve numbers for facts');
    }
  }

  return {
    next() {
      if (isClosed) throw new Error('The bus is closed: nothing can be published any more');
      last++;
      if (isShort()) {
        reservation ??= reserveAhead().finally(() => {
          reservation = null;
        });
      }
      return last;
    },
    get last() {
      return last;
    },
    async close() {
      isClosed = true;
      await reservation;
      await database.write([{ sql: 'UPDATE bus_sequence SET reserved = ?', parameters: [last] }]);
    },
  };
}
