import type { Migration } from '../storage/database.ts';

/** Times are epoch ms. */
export const authMigrations: readonly Migration[] = [
  {
    name: 'auth-001-sessions',
    sql: `CREATE TABLE auth_sessions (
      session_id TEXT PRIMARY KEY,
      digest TEXT NOT NULL UNIQUE,
      user_id TEXT NOT NULL,
      generation INTEGER NOT NULL,
      csrf TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      seen_at INTEGER NOT NULL,
      expires_at INTEGER NOT NULL
    ) STRICT`,
  },
  {
    name: 'auth-002-lockouts',
    sql: `CREATE TABLE auth_lockouts (
      subject TEXT PRIMARY KEY,
      failures INTEGER NOT NULL,
      last_at INTEGER NOT NULL,
      locked_until INTEGER NOT NULL
    ) STRICT`,
  },
  {
    name: 'auth-003-audit',
    // AUTOINCREMENT makes SQLite remember the highest number given, which shows a trail that was cut off at its end.
    sql: `CREATE TABLE auth_audit (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      user_id TEXT,
      name TEXT,
      via TEXT,
      key_id TEXT,
      action TEXT NOT NULL,
      target TEXT,
      ip TEXT,
      outcome TEXT NOT NULL,
      detail TEXT,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX auth_audit_by_action ON auth_audit (action, seq);
    CREATE INDEX auth_audit_by_user ON auth_audit (user_id, seq);
    CREATE TRIGGER auth_audit_is_not_edited BEFORE UPDATE ON auth_audit
      BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END;
    CREATE TRIGGER auth_audit_is_not_cut BEFORE DELETE ON auth_audit
      BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END;`,
  },
];
