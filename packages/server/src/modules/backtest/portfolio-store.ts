/** Finished runs of several strategies. Figures as JSON, the account's curve as columns of doubles. */
import type { Database, Statement } from '../../platform/storage/database.ts';
import { bytesOf, doublesOf } from './columns.ts';
import type { PortfolioFigures, PortfolioOutput, StoredPortfolioRun } from './portfolio-run.ts';
import type { RunCurve } from './run.ts';

interface Row {
  readonly owner: string;
  readonly computed_at: number;
  readonly figures: string;
  readonly points: number;
}

const head = 'owner, computed_at, figures, points';

export class PortfolioStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Part of the transaction that completes the job: a run is there exactly when its job is complete. */
  insertion({ figures, curve }: PortfolioOutput, owner: string, computedAt: number): Statement {
    return {
      sql: `INSERT OR REPLACE INTO portfolio_runs
              (run_id, owner, computed_at, figures, points, curve_ts, curve_equity, curve_benchmark)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      parameters: [
        figures.runId,
        owner,
        computedAt,
        JSON.stringify(figures),
        curve.ts.length,
        bytesOf(curve.ts),
        bytesOf(curve.equity),
        bytesOf(curve.benchmark),
      ],
    };
  }

  get(runId: string): StoredPortfolioRun | null {
    const row = this.#database.get<Row>(`SELECT ${head} FROM portfolio_runs WHERE run_id = ?`, [runId]);
    return row ? toRun(row) : null;
  }

  /** Newest first. */
  list(limit: number, offset: number): { runs: StoredPortfolioRun[]; total: number } {
    const rows = this.#database.all<Row>(
      `SELECT ${head} FROM portfolio_runs ORDER BY computed_at DESC, rowid DESC LIMIT ? OFFSET ?`,
      [limit, offset],
    );
    const count = this.#database.get<{ total: number }>('SELECT count(*) AS total FROM portfolio_runs');
    return { runs: rows.map(toRun), total: count?.total ?? 0 };
  }

  curve(runId: string): RunCurve | null {
    const row = this.#database.get<{ curve_ts: Uint8Array; curve_equity: Uint8Array; curve_benchmark: Uint8Array }>(
      'SELECT curve_ts, curve_equity, curve_benchmark FROM portfolio_runs WHERE run_id = ?',
      [runId],
    );
    if (!row) return null;
    return {
      ts: doublesOf(row.curve_ts),
      equity: doublesOf(row.curve_equity),
      benchmark: doublesOf(row.curve_benchmark),
    };
  }
}

function toRun(row: Row): StoredPortfolioRun {
  return {
    figures: JSON.parse(row.figures) as PortfolioFigures,
    owner: row.owner,
    computedAt: row.computed_at,
    points: row.points,
  };
}
