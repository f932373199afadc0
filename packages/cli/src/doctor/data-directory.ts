/** The data directory: whether it can be used, who holds it, and whether its databases are whole. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { acquireDataDirectory, DataDirectoryInUse, type Owner } from '@tradewind/server/process.ts';
import { type Finding, fault, ok } from './finding.ts';

export function directoryIsWritable(directory: string): Finding {
  const name = 'Data directory';
  const there = existsSync(directory);
  const asked = there ? directory : nearestThere(directory);
  try {
    accessSync(asked, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return fault(name, `${asked} cannot be read and written (${(error as NodeJS.ErrnoException).code})`);
  }
  return ok(name, there ? directory : `${directory} is not there yet; the first start makes it`);
}

function nearestThere(directory: string): string {
  return existsSync(directory) ? directory : nearestThere(dirname(directory));
}

/** Null when nobody holds it. Throws when that cannot be told. */
export function holderOf(directory: string): Owner | 'unknown' | null {
  try {
    acquireDataDirectory(directory).release();
    return null;
  } catch (error) {
    if (error instanceof DataDirectoryInUse) return error.owner ?? 'unknown';
    throw error;
  }
}

export function holding(holder: Owner | 'unknown' | null): Finding {
  const name = 'Held by';
  if (holder === null) return ok(name, 'nobody');
  if (holder === 'unknown') return ok(name, 'another process');
  return ok(name, `process ${holder.pid}${holder.url ? `, serving ${holder.url}` : ''}`);
}

/** Reads every page: a fault here is a fault of the disk or of whoever wrote to the file. */
export function databasesAreWhole(directory: string): Finding[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.db'))
    .sort()
    .map((name) => isWhole(name, join(directory, name)));
}

function isWhole(name: string, file: string): Finding {
  const title = `Database ${name}`;
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      const found = database
        .prepare('PRAGMA integrity_check(3)')
        .all()
        .map((row) => String(row.integrity_check));
      return found.join() === 'ok' ? ok(title, 'whole') : fault(title, found.join('; '));
    } finally {
      database.close();
    }
  } catch (error) {
    return fault(title, `cannot be read: ${(error as Error).message}`);
  }
}
