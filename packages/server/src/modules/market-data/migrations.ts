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
  {
    // What a change made of a chunk, so that it can be undone: how the chunk was known before is never lost.
    name: 'market-data-002-revisions',
    sql: `
      CREATE TABLE revisions (
        series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        chunk INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        changed_at INTEGER NOT NULL,
        inserted BLOB,
        replaced BLOB NOT NULL,
        PRIMARY KEY (series_id, chunk, revision)
      ) STRICT;
      INSERT INTO revisions
        SELECT series.id, chunk, 1, created_at, NULL, x'' FROM chunks JOIN series ON series.id = series_id
        WHERE field = 'ts';
    `,
  },
  {
    name: 'market-data-003-factors',
    sql: `
      CREATE TABLE factors (
        symbol TEXT NOT NULL,
        day INTEGER NOT NULL,
        price_factor REAL NOT NULL,
        split_factor REAL NOT NULL,
        reference REAL,
        source TEXT NOT NULL,
        PRIMARY KEY (symbol, day)
      ) STRICT;
    `,
  },
];
