import type { Migration } from '../../platform/storage/database.ts';

export const signalMigrations: readonly Migration[] = [
  {
    name: 'signals-001-signals',
    sql: `
      CREATE TABLE signals (
        id INTEGER PRIMARY KEY,
        strategy_id TEXT NOT NULL,
        computed_at INTEGER NOT NULL,
        signal TEXT NOT NULL
      ) STRICT;
      CREATE INDEX signals_by_strategy ON signals (strategy_id, id);
    `,
  },
];
