import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { openDatabase } from '../storage/open-database.ts';
import { busMigrations } from './migrations.ts';
import { openSequence } from './sequence.ts';

const log = createLog({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'tradewind-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function withDatabase(name: string, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openDatabase({ file: join(folder, name), migrations: busMigrations });
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

describe('The numbers of facts', () => {
  test('begin at 1 and go on without a hole after an orderly stop', async () => {
    await withDatabase('orderly.db', async (database) => {
      const first = await openSequence(database, log, 10);
      expect([first.next(), first.next()]).toEqual([1, 2]);
      await first.close();
      const second = await openSequence(database, log, 10);
      expect(second.last).toBe(2);
      expect(second.next()).toBe(3);
      await second.close();
    });
  });

  test('never come twice when the process dies without closing, wherever in a block it was', async () => {
    await withDatabase('crash.db', async (database) => {
      let highest = 0;
      for (const draws of [0, 3, 9, 10, 11, 27, 64]) {
        const sequence = await openSequence(database, log, 10);
        expect(sequence.last).toBeGreaterThanOrEqual(highest);
        for (let i = 0; i < draws; i++) {
          highest = sequence.next();
          if (i % 2 === 0) await vi.waitFor(() => expect(reservedIn(database)).toBeGreaterThanOrEqual(highest));
        }
      }
    });
  });

  test('are drawn only while the sequence is open', async () => {
    await withDatabase('closed.db', async (database) => {
      const sequence = await openSequence(database, log);
      await sequence.close();
      expect(() => sequence.next()).toThrow(/closed/);
    });
  });

  test('go on rising when storage fails, which is logged, and are reserved again once it works', async () => {
    await withDatabase('failing.db', async (database) => {
      const error = vi.fn();
      let isBroken = false;
      const flaky: Database = {
        ...database,
        write: (statements) => (isBroken ? Promise.reject(new Error('disk full')) : database.write(statements)),
      };
      const sequence = await openSequence(flaky, Object.assign(createLog({ level: 'silent' }), { error }), 10);
      isBroken = true;
      for (let i = 0; i < 20; i++) sequence.next();
      await vi.waitFor(() => expect(error).toHaveBeenCalled());
      isBroken = false;
      expect(sequence.next()).toBe(21);
      await vi.waitFor(() => expect(reservedIn(database)).toBeGreaterThan(21));
      await sequence.close();
      expect(reservedIn(database)).toBe(21);
    });
  });
});

function reservedIn(database: Database): number {
  return database.get<{ reserved: number }>('SELECT reserved FROM bus_sequence')?.reserved ?? -1;
}
