import type { Migration } from '../../platform/storage/database.ts';

export const backtestMigrations: readonly Migration[] = [
  {
    name: 'backtest-001-runs',
    sql: `
      CREATE TABLE backtest_runs (
        run_id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        strategy_id TEXT NOT NULL,
        computed_at INTEGER NOT NULL,
        figures TEXT NOT NULL,
        points INTEGER NOT NULL,
        curve_ts BLOB NOT NULL,
        curve_equity BLOB NOT NULL,
        trade_count INTEGER NOT NULL,
        trades BLOB NOT NULL
      ) STRICT;
      CREATE INDEX backtest_runs_by_strategy ON backtest_runs (strategy_id, computed_at);
      CREATE INDEX backtest_runs_by_time ON backtest_runs (computed_at);
    `,
  },
  {
    // Null in runs from before: they were not measured against holding, and nothing was proved of them.
    name: 'backtest-002-benchmark-and-proof',
    sql: `
      ALTER TABLE backtest_runs ADD COLUMN curve_benchmark BLOB;
      ALTER TABLE backtest_runs ADD COLUMN certificate TEXT;
    `,
  },
  {
    name: 'backtest-003-portfolio-runs',
    sql: `
      CREATE TABLE portfolio_runs (
        run_id TEXT PRIMARY KEY,
        owner TEXT NOT NULL,
        computed_at INTEGER NOT NULL,
        figures TEXT NOT NULL,
        points INTEGER NOT NULL,
        curve_ts BLOB NOT NULL,
        curve_equity BLOB NOT NULL,
        curve_benchmark BLOB NOT NULL
      ) STRICT;
      CREATE INDEX portfolio_runs_by_time ON portfolio_runs (computed_at);
    `,
  },
];
