/**
 * One process owns a data directory (decision 37). The lock is SQLite's exclusive lock on a file of its own: the
 * operating system lets go of it when the process ends, however it ends, so there is no stale lock to judge.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What the owner tells other processes about itself. */
export interface Owner {
  readonly pid: number;
  /** Where it listens, once it does. */
  readonly url?: string;
}

export class DataDirectoryInUse extends Error {
  override readonly name = 'DataDirectoryInUse';
  readonly directory: string;
  /** Null when the owner has not said yet. */
  readonly owner: Owner | null;

  constructor(directory: string, owner: Owner | null) {
    const who = owner ? `process ${owner.pid}${owner.url ? `, serving ${owner.url}` : ''}` : 'another process';
    super(
      `The data directory ${directory} is in use by ${who}. ` +
        'Stop that process, or choose another directory with TRADEWIND_DATA_DIR.',
    );
    this.directory = directory;
    this.owner = owner;
  }
}

export interface OwnedDirectory {
  /** Tells other processes where this one listens. */
  announce(url: string): void;
  release(): void;
}

/** A lock nobody refers to would be collected as garbage, and so released. */
const held = new Set<DatabaseSync>();

/** Makes the directory if it is missing, readable by its user alone. Throws DataDirectoryInUse. */
export function acquireDataDirectory(directory: string): OwnedDirectory {
  const lock = openLock(directory);
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (isBusy(error)) throw new DataDirectoryInUse(directory, readOwner(directory));
    throw error;
  }
  held.add(lock);
  writeOwner(directory, { pid: process.pid });
  return {
    announce: (url) => writeOwner(directory, { pid: process.pid, url }),
    release: () => {
      rmSync(ownerFile(directory), { force: true });
      held.delete(lock);
      lock.close();
    },
  };
}

function openLock(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return new DatabaseSync(join(directory, 'owner.lock'), { timeout: 0 });
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new Error(
      `The data directory ${directory} cannot be used (${reason}). Choose another directory with TRADEWIND_DATA_DIR.`,
      { cause },
    );
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5;
}

// Not in the lock file itself: closing any other handle on that would drop the lock on some systems.
function ownerFile(directory: string): string {
  return join(directory, 'owner.json');
}

function writeOwner(directory: string, owner: Owner): void {
  const draft = `${ownerFile(directory)}.draft`;
  writeFileSync(draft, JSON.stringify(owner));
  renameSync(draft, ownerFile(directory));
}

function readOwner(directory: string): Owner | null {
  try {
    return JSON.parse(readFileSync(ownerFile(directory), 'utf8')) as Owner;
  } catch {
    // Only the message is poorer: the owner is between taking the lock and signing, or is just leaving.
    return null;
  }
}
