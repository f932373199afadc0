import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../clock.ts';
import type { Migration } from './database.ts';

/**
 * Brings a file up to date: runs, in the order given, each migration it has not seen. Refuses a file that a newer
 * version has written and a migration that was changed after it ran, because both would corrupt silently later.
 */
export function migrate(connection: DatabaseSync, migrations: readonly Migration[]): void {
  connection.exec(`CREATE TABLE IF NOT EXISTS migrations (
    name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT`);
  const applied = new Map(
    connection
      .prepare('SELECT name, fingerprint FROM migrations')
      .all()
      .map((row) => [String(row.name), String(row.fingerprint)]),
  );
  refuseForeign(applied, migrations);
  for (const migration of migrations) {
    if (!applied.has(migration.name)) run(connection, migration);
  }
}

function refuseForeign(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  if (known.size < migrations.length) throw new Error('Two migrations have the same name');
  for (const [name, fingerprint] of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new Error(
        `The data were written by a newer version of Tradewind (migration ${name} is unknown here). Start that version.`,
      );
    }
    if (fingerprintOf(migration) !== fingerprint) {
      throw new Error(`Migration ${name} was changed after it had run. Restore its text and add a new migration.`);
    }
  }
}

function run(connection: DatabaseSync, migration: Migration): void {
  connection.exec('BEGIN IMMEDIATE');
  try {
    connection.exec(migration.sql);
    connection
      .prepare('INSERT INTO migrations VALUES (?, ?, ?)')
      .run(migration.name, fingerprintOf(migration), systemClock.now());
    connection.exec('COMMIT');
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw new Error(`Migration ${migration.name} failed: ${(error as Error).message}`, { cause: error });
  }
}

function fingerprintOf({ sql }: Migration): string {
  return createHash('sha256').update(sql.trim()).digest('hex');
}
