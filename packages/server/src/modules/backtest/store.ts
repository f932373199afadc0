/** Finished runs. Figures as JSON, curve and trades as columns of doubles. */
import type { Database, Statement } from '../../platform/storage/database.ts';
import { bytesOf, doublesOf } from './columns.ts';
import type { StoredCertificate } from './proof.ts';
import type { RunCurve, RunFigures, RunOutput, StoredRun } from './run.ts';
import { tradeWidth } from './trade-rows.ts';

interface Row {
  readonly owner: string;
  readonly computed_at: number;
  readonly figures: string;
  readonly points: number;
  readonly trade_count: number;
}

const head = 'owner, computed_at, figures, points, trade_count';

export class BacktestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Part of the transaction that completes the job: a run is there exactly when its job is complete. */
  insertion(output: RunOutput, owner: string, computedAt: number): Statement {
    const { figures, curve, trades } = output;
    return {
      sql: `INSERT OR REPLACE INTO backtest_runs
              (run_id, owner, strategy_id, computed_at, figures, points, curve_ts, curve_equity,
               curve_benchmark, trade_count, trades)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      parameters: [
        figures.runId,
        owner,
        figures.settings.strategyId,
        computedAt,
        JSON.stringify(figures),
        curve.ts.length,
        bytesOf(curve.ts),
        bytesOf(curve.equity),
        curve.benchmark ? bytesOf(curve.benchmark) : null,
        trades.length / tradeWidth,
        bytesOf(trades),
      ],
    };
  }

  get(runId: string): StoredRun | null {
    const row = this.#database.get<Row>(`SELECT ${head} FROM backtest_runs WHERE run_id = ?`, [runId]);
    return row ? toRun(row) : null;
  }

  /** Part of the transaction that completes the job which made it. */
  certificateUpdate(runId: string, certificate: StoredCertificate): Statement {
    return {
      sql: 'UPDATE backtest_runs SET certificate = ? WHERE run_id = ?',
      parameters: [JSON.stringify(certificate), runId],
    };
  }

  certificate(runId: string): StoredCertificate | null {
    const row = this.#database.get<{ certificate: string | null }>(
      'SELECT certificate FROM backtest_runs WHERE run_id = ?',
      [runId],
    );
    return row?.certificate ? (JSON.parse(row.certificate) as StoredCertificate) : null;
  }

  /** The newest run, of one strategy or of all. */
  latest(strategyId: string | undefined): StoredRun | null {
    return this.list(strategyId, 1, 0).runs[0] ?? null;
  }

  /** Newest first. */
  list(strategyId: string | undefined, limit: number, offset: number): { runs: StoredRun[]; total: number } {
    const where = strategyId === undefined ? '' : 'WHERE strategy_id = ?';
    const named = strategyId === undefined ? [] : [strategyId];
    const rows = this.#database.all<Row>(
      `SELECT ${head} FROM backtest_runs ${where} ORDER BY computed_at DESC, rowid DESC LIMIT ? OFFSET ?`,
      [...named, limit, offset],
    );
    const count = this.#database.get<{ total: number }>(`SELECT count(*) AS total FROM backtest_runs ${where}`, named);
    return { runs: rows.map(toRun), total: count?.total ?? 0 };
  }

  curve(runId: string): RunCurve | null {
    const row = this.#database.get<{
      curve_ts: Uint8Array;
      curve_equity: Uint8Array;
      curve_benchmark: Uint8Array | null;
    }>('SELECT curve_ts, curve_equity, curve_benchmark FROM backtest_runs WHERE run_id = ?', [runId]);
    if (!row) return null;
    const { curve_benchmark: benchmark } = row;
    const curve = { ts: doublesOf(row.curve_ts), equity: doublesOf(row.curve_equity) };
    return benchmark === null ? curve : { ...curve, benchmark: doublesOf(benchmark) };
  }

  /** Rows of trade-rows.ts. */
  trades(runId: string): Float64Array | null {
    const row = this.#database.get<{ trades: Uint8Array }>('SELECT trades FROM backtest_runs WHERE run_id = ?', [
      runId,
    ]);
    return row ? doublesOf(row.trades) : null;
  }
}

function toRun(row: Row): StoredRun {
  return {
    figures: JSON.parse(row.figures) as RunFigures,
    owner: row.owner,
    computedAt: row.computed_at,
    points: row.points,
    trades: row.trade_count,
  };
}
