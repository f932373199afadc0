/** Why a write was refused, in a form that survives the way from the writer thread to the caller. */
import { AppError } from '@tradewind/contract/errors.ts';
import { WriteConflict } from './database.ts';

export type Failure =
  | { readonly kind: 'conflict' }
  /** SQLite refused the statement itself: a constraint or a fault in the SQL. */
  | { readonly kind: 'statement'; readonly sql: string; readonly message: string; readonly resultCode: number }
  /** The disk or the file failed; the statements were not at fault. */
  | { readonly kind: 'storage'; readonly message: string; readonly resultCode: number };

/** A statement that can never succeed as written. `constraint` says which kind of rule it broke, if one. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused';
  readonly constraint: 'unique' | 'foreign_key' | 'not_null' | 'check' | 'other' | null;

  constructor(sql: string, message: string, resultCode: number) {
    super(`${message}, in: ${sql}`);
    this.constraint = resultCode % 256 === 19 ? (constraints[resultCode] ?? 'other') : null;
  }
}

/** Thrown inside a set when a `mustChange` statement changed nothing. */
export class NothingChanged extends Error {
  override readonly name = 'NothingChanged';
}

const constraints: Readonly<Record<number, StatementRefused['constraint']>> = {
  275: 'check',
  787: 'foreign_key',
  1299: 'not_null',
  1555: 'unique',
  2067: 'unique',
};

/** SQLite's primary result codes for faults of the disk, the file or the machine, and what to tell a person. */
const storageFaults: Readonly<Record<number, string>> = {
  5: 'The store is busy',
  7: 'The machine is out of memory',
  8: 'The store is read-only',
  10: 'The disk reports an input/output error',
  11: 'The store is damaged',
  13: 'The disk is full',
  14: 'The store cannot be opened',
  26: 'The file is not a database',
};

export function describeFailure(error: unknown, sql: string): Failure {
  if (error instanceof NothingChanged) return { kind: 'conflict' };
  const message = error instanceof Error ? error.message : String(error);
  const resultCode = resultCodeOf(error);
  return resultCode % 256 in storageFaults
    ? { kind: 'storage', message, resultCode }
    : { kind: 'statement', sql, message, resultCode };
}

export function failureError(failure: Failure): Error {
  switch (failure.kind) {
    case 'conflict':
      return new WriteConflict('Somebody else was first; nothing was written');
    case 'statement':
      return new StatementRefused(failure.sql, failure.message, failure.resultCode);
    case 'storage': {
      const reason = storageFaults[failure.resultCode % 256];
      const error = new AppError('unavailable', { detail: `${reason}; nothing was written`, retryAfter: 30 });
      error.cause = new Error(`${failure.message} (SQLite result ${failure.resultCode})`);
      return error;
    }
  }
}

function resultCodeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
}
