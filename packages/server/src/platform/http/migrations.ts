import type { Migration } from '../storage/database.ts';

export const httpMigrations: readonly Migration[] = [
  {
    name: 'http-001-idempotency',
    sql: `
      CREATE TABLE idempotent_answers (
        caller TEXT NOT NULL,
        door TEXT NOT NULL,
        key TEXT NOT NULL,
        request_hash TEXT NOT NULL,
        answer TEXT NOT NULL,
        expires_at INTEGER NOT NULL,
        PRIMARY KEY (caller, door, key)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX idempotent_answers_by_expiry ON idempotent_answers (expires_at);
    `,
  },
];
