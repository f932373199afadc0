/**
 * Group commit: many write sets share one transaction, and so one fsync, but not one fate. Each set runs inside its own
 * savepoint; one that fails is rolled back alone.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Statement, WriteResult } from './database.ts';
import { describeFailure, type Failure, NothingChanged } from './failure.ts';
import type { StatementCache } from './statement-cache.ts';

export type WriteSet = readonly Statement[];
export type Outcome = { readonly results: WriteResult[] } | { readonly failure: Failure };

export interface WriteConnection {
  readonly database: DatabaseSync;
  readonly statements: StatementCache;
}

/** Returns one outcome per set, and only after the commit is on disk. */
export function commitTogether(connection: WriteConnection, sets: readonly WriteSet[]): Outcome[] {
  const { database } = connection;
  try {
    database.exec('BEGIN IMMEDIATE');
    const outcomes = sets.map((set) => applySet(connection, set));
    database.exec('COMMIT');
    return outcomes;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    // The transaction itself was lost (disk full, deferred constraint): each set alone shows which of them can live.
    if (sets.length > 1) return sets.flatMap((set) => commitTogether(connection, [set]));
    return [{ failure: describeFailure(error, 'COMMIT') }];
  }
}

function applySet(connection: WriteConnection, set: WriteSet): Outcome {
  const { database } = connection;
  const results: WriteResult[] = [];
  let running = '';
  database.exec('SAVEPOINT write_set');
  try {
    for (const statement of set) {
      running = statement.sql;
      results.push(execute(connection, statement));
    }
    database.exec('RELEASE write_set');
    return { results };
  } catch (error) {
    // A full disk makes SQLite roll back the whole transaction, so there is no savepoint to go back to.
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO write_set');
    database.exec('RELEASE write_set');
    return { failure: describeFailure(error, running) };
  }
}

function execute({ statements }: WriteConnection, { sql, parameters, mustChange }: Statement): WriteResult {
  const prepared = statements.prepare(sql);
  let result: WriteResult;
  if (prepared.columns().length > 0) {
    const rows = prepared.all(...parameters);
    const { id } = statements.prepare('SELECT last_insert_rowid() AS id').get() as { id: number };
    result = { changes: rows.length, lastInsertRowid: id, rows };
  } else {
    const { changes, lastInsertRowid } = prepared.run(...parameters);
    result = { changes: Number(changes), lastInsertRowid: Number(lastInsertRowid), rows: [] };
  }
  if (mustChange && result.changes === 0) throw new NothingChanged();
  return result;
}
