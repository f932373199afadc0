/** Versions of parameters as they were set. What was stored is never changed. */
import type { ParameterValues } from '@tradewind/engine/strategies/parameters.ts';
import { type Database, WriteConflict } from '../../platform/storage/database.ts';

/** A version that somebody set; version 1 is the strategy's own and not among them. */
export interface StoredParameters {
  readonly version: number;
  readonly values: ParameterValues;
  readonly changedAt: number;
  readonly changedBy: string;
  readonly reason: string | null;
  readonly restoredFrom: number | null;
}

interface Row {
  readonly version: number;
  readonly params: string;
  readonly changed_at: number;
  readonly changed_by: string;
  readonly reason: string | null;
  readonly restored_from: number | null;
}

export class ParameterStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  latest(strategyId: string): StoredParameters | null {
    return this.list(strategyId, 1, 0)[0] ?? null;
  }

  get(strategyId: string, version: number): StoredParameters | null {
    const row = this.#database.get<Row>('SELECT * FROM parameter_versions WHERE strategy_id = ? AND version = ?', [
      strategyId,
      version,
    ]);
    return row ? toVersion(row) : null;
  }

  /** Newest first. */
  list(strategyId: string, limit: number, offset: number): StoredParameters[] {
    return this.#database
      .all<Row>('SELECT * FROM parameter_versions WHERE strategy_id = ? ORDER BY version DESC LIMIT ? OFFSET ?', [
        strategyId,
        limit,
        offset,
      ])
      .map(toVersion);
  }

  /** False when it does not follow the latest version: somebody else was first, and nothing was stored. */
  async add(strategyId: string, one: StoredParameters): Promise<boolean> {
    const insertion = {
      sql: `INSERT INTO parameter_versions
              (strategy_id, version, params, changed_at, changed_by, reason, restored_from)
            SELECT ?, ?, ?, ?, ?, ?, ?
            WHERE ? = (SELECT coalesce(max(version), 1) + 1 FROM parameter_versions WHERE strategy_id = ?)`,
      parameters: [
        strategyId,
        one.version,
        JSON.stringify(one.values),
        one.changedAt,
        one.changedBy,
        one.reason,
        one.restoredFrom,
        one.version,
        strategyId,
      ],
      mustChange: true,
    };
    try {
      await this.#database.write([insertion]);
      return true;
    } catch (error) {
      if (error instanceof WriteConflict) return false;
      throw error;
    }
  }
}

function toVersion(row: Row): StoredParameters {
  return {
    version: row.version,
    values: JSON.parse(row.params) as ParameterValues,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    reason: row.reason,
    restoredFrom: row.restored_from,
  };
}
