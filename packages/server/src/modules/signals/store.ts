import type { Database } from '../../platform/storage/database.ts';
import type { Signal } from './signal.ts';

export class SignalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(signal: Signal): Promise<void> {
    await this.#database.write([
      {
        sql: 'INSERT INTO signals (strategy_id, computed_at, signal) VALUES (?, ?, ?)',
        parameters: [signal.strategyId, signal.computedAt, JSON.stringify(signal)],
      },
    ]);
  }

  /** Newest first. */
  list(strategyId: string | undefined, limit: number, offset: number): { signals: Signal[]; total: number } {
    const where = strategyId === undefined ? '' : 'WHERE strategy_id = ?';
    const named = strategyId === undefined ? [] : [strategyId];
    const rows = this.#database.all<{ signal: string }>(
      `SELECT signal FROM signals ${where} ORDER BY id DESC LIMIT ? OFFSET ?`,
      [...named, limit, offset],
    );
    const count = this.#database.get<{ total: number }>(`SELECT count(*) AS total FROM signals ${where}`, named);
    return { signals: rows.map((row) => JSON.parse(row.signal) as Signal), total: count?.total ?? 0 };
  }
}
