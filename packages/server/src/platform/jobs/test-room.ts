/** Jobs over a real database in a folder of their own, for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '@tradewind/contract/facts.ts';
import { createBus } from '../bus/bus.ts';
import { busMigrations } from '../bus/migrations.ts';
import { openSequence } from '../bus/sequence.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { openDatabase } from '../storage/open-database.ts';
import type { JobKind } from './job.ts';
import { Jobs, type JobsOptions } from './jobs.ts';
import { jobMigrations } from './migrations.ts';
import type { Act } from './test-work.ts';

export const work: JobKind<Act, unknown> = { kind: 'work', module: new URL('./test-work.ts', import.meta.url) };

export interface Room {
  readonly dataDir: string;
  readonly database: Database;
  readonly jobs: Jobs;
  /** Everything that was published on the bus, in order. */
  readonly facts: readonly Fact[];
  /** Ends this process's part and begins another on the same data. */
  reopen(options?: RoomOptions): Promise<Room>;
  close(): Promise<void>;
}

export interface RoomOptions extends Partial<JobsOptions> {
  readonly kinds?: readonly JobKind<never, never>[];
  readonly isStarted?: boolean;
}

export async function openRoom(
  options: RoomOptions = {},
  dataDir = mkdtempSync(join(tmpdir(), 'tradewind-')),
): Promise<Room> {
  const log = createLog({ level: 'silent' });
  const clock: Clock = options.clock ?? systemClock;
  const database = await openDatabase({
    file: join(dataDir, 'tradewind.db'),
    migrations: [...busMigrations, ...jobMigrations],
  });
  const sequence = await openSequence(database, log);
  const bus = createBus({ sequence, clock, log });
  const facts: Fact[] = [];
  bus.subscribe('all', (fact) => void facts.push(fact));
  const jobs = new Jobs({ database, bus, clock, log, dataDir, workers: 1, ...options });
  for (const kind of options.kinds ?? [work]) jobs.register(kind);
  if (options.isStarted ?? true) await jobs.start();

  const end = async () => {
    await jobs.stop();
    await sequence.close();
    await database.close();
  };
  return {
    dataDir,
    database,
    jobs,
    facts,
    reopen: async (others = options) => {
      await end();
      return openRoom(others, dataDir);
    },
    close: async () => {
      await end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
