import type { Migration } from '../../platform/storage/database.ts';

/** Of `market.db`. One row per series, column and chunk: reading one column touches no page of the others. */
export const marketDataMigrations: readonly Migration[] = [
  {
    name: 'market-data-001-series',
    sql: `
      CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        symbol TEXT NOT NULL,
        timeframe TEXT NOT NULL,
        source TEXT NOT NULL,
        synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
        asset_class TEXT,
        currency TEXT,
        tick REAL,
        bars INTEGER NOT NULL,
        first_ts INTEGER NOT NULL,
        last_ts INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        UNIQUE (symbol, timeframe)
      ) STRICT;
      CREATE TABLE chunks (
        series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        field TEXT NOT NULL,
        chunk INTEGER NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (series_id, field, chunk)
      ) STRICT;
    `,
  },
];
