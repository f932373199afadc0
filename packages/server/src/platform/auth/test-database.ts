/** A real database in a folder of its own, and a clock that moves when told, for the tests of this room and accounts. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Database, Migration } from '../storage/database.ts';
import { openDatabase } from '../storage/open-database.ts';

export interface TestDatabase {
  readonly database: Database;
  /** Closes and opens the file again, as a restart does. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export async function openTestDatabase(migrations: readonly Migration[]): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-'));
  const file = join(folder, 'tradewind.db');
  let database = await openDatabase({ file, migrations });
  return {
    get database() {
      return database;
    },
    reopen: async () => {
      await database.close();
      database = await openDatabase({ file, migrations });
    },
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(start = Date.UTC(2026, 10, 20, 12)): TestClock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}
