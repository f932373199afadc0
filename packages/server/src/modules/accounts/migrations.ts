import type { Migration } from '../../platform/storage/database.ts';

/** Times are epoch ms; scopes are words separated by spaces. */
export const accountsMigrations: readonly Migration[] = [
  {
    name: 'accounts-001-users',
    sql: `CREATE TABLE accounts_users (
      user_id TEXT PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL,
      password TEXT NOT NULL,
      is_disabled INTEGER NOT NULL,
      generation INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      last_login_at INTEGER
    ) STRICT`,
  },
  {
    name: 'accounts-002-keys',
    sql: `CREATE TABLE accounts_keys (
      key_id TEXT PRIMARY KEY,
      user_id TEXT NOT NULL REFERENCES accounts_users (user_id),
      digest TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      scopes TEXT NOT NULL,
      origin TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      expires_at INTEGER,
      used_at INTEGER
    ) STRICT;
    CREATE INDEX accounts_keys_by_user ON accounts_keys (user_id)`,
  },
];
