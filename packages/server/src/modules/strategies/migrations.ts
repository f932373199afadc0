import type { Migration } from '../../platform/storage/database.ts';

/** Version 1 is what a strategy ships with and is not stored. */
export const strategyMigrations: readonly Migration[] = [
  {
    name: 'strategies-001-parameter-versions',
    sql: `
      CREATE TABLE parameter_versions (
        strategy_id TEXT NOT NULL,
        version INTEGER NOT NULL CHECK (version > 1),
        params TEXT NOT NULL,
        changed_at INTEGER NOT NULL,
        changed_by TEXT NOT NULL,
        reason TEXT,
        restored_from INTEGER,
        PRIMARY KEY (strategy_id, version)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
