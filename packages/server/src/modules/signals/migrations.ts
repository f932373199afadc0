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
  {
    // One signal a day, as it was on that day.
    name: 'signals-002-days',
    sql: `
      CREATE TABLE signal_days (
        strategy_id TEXT NOT NULL,
        symbols TEXT NOT NULL,
        timeframe TEXT NOT NULL,
        day INTEGER NOT NULL,
        source TEXT NOT NULL,
        signal TEXT NOT NULL,
        PRIMARY KEY (strategy_id, symbols, timeframe, day)
      ) STRICT, WITHOUT ROWID;
    `,
  },
];
