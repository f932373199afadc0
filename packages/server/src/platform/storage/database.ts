/**
 * One SQLite file behind few verbs. All writes go through one writer thread with group commit, so that an fsync never
 * blocks the event loop; point reads are answered on the calling thread from a read-only connection.
 */
import type { Kysely } from 'kysely';

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
  /** When true, the whole set of statements is rolled back and rejected with WriteConflict if this one changed no row. */
  readonly mustChange?: boolean;
}

export interface WriteResult {
  readonly changes: number;
  readonly lastInsertRowid: number;
  /** Rows of a RETURNING clause. */
  readonly rows: readonly Record<string, unknown>[];
}

/** A statement marked `mustChange` found nothing to change: somebody else was first. Nothing was written. */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict';
}

export interface Database<Schema = unknown> {
  readonly file: string;
  /**
   * Executes the statements in order in one transaction: all or nothing. Resolves only after the commit is on disk
   * (synchronous=FULL). Concurrent calls share a commit but not their fate: one that fails is rolled back alone.
   */
  write(statements: readonly Statement[]): Promise<WriteResult[]>;
  /** Synchronous point reads on this thread; they see every acknowledged write. */
  all<Row>(sql: string, parameters?: readonly SqlValue[]): Row[];
  get<Row>(sql: string, parameters?: readonly SqlValue[]): Row | undefined;
  /** CRUD through Kysely: selects read here, everything else goes through `write`. */
  readonly kysely: Kysely<Schema>;
  close(): Promise<void>;
}

/** Numbered forward migrations; each runs once, in order, in its own transaction. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
