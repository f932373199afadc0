import { tradingDay } from '@tradewind/engine/time/periods.ts';
import type { Database, Statement } from '../../platform/storage/database.ts';
import type { Signal } from './signal.ts';

/** Whose signals: one strategy on one set of instruments. */
export type SignalSubject = Pick<Signal, 'strategyId' | 'symbols' | 'timeframe' | 'source'>;

export class SignalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A signal as it was generated; `day`: it is also that of its day. */
  async add(signal: Signal, options: { readonly isOfDay: boolean }): Promise<void> {
    const insertion = {
      sql: 'INSERT INTO signals (strategy_id, computed_at, signal) VALUES (?, ?, ?)',
      parameters: [signal.strategyId, signal.computedAt, JSON.stringify(signal)],
    };
    await this.#database.write(options.isOfDay ? [insertion, dayInsertion(signal)] : [insertion]);
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
    return { signals: rows.map(toSignal), total: count?.total ?? 0 };
  }

  /** Keeps the signals of days that are over; a day that has one from the same source keeps it. */
  async addDays(signals: readonly Signal[]): Promise<void> {
    if (signals.length > 0) await this.#database.write(signals.map(dayInsertion));
  }

  /** From a day on, oldest first; only those computed from the source the bars have now. */
  days({ strategyId, symbols, timeframe, source }: SignalSubject, fromDay: number): Signal[] {
    return this.#database
      .all<{ signal: string }>(
        `SELECT signal FROM signal_days
         WHERE strategy_id = ? AND symbols = ? AND timeframe = ? AND source = ? AND day >= ? ORDER BY day`,
        [strategyId, symbols.join(','), timeframe, source, fromDay],
      )
      .map(toSignal);
  }
}

/** Real bars in the place of synthetic ones make what was computed from those no history of theirs. */
function dayInsertion(signal: Signal): Statement {
  return {
    sql: `INSERT INTO signal_days (strategy_id, symbols, timeframe, day, source, signal) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT DO UPDATE SET source = excluded.source, signal = excluded.signal
          WHERE source <> excluded.source`,
    parameters: [
      signal.strategyId,
      signal.symbols.join(','),
      signal.timeframe,
      tradingDay(signal.barEnd),
      signal.source,
      JSON.stringify(signal),
    ],
  };
}

const toSignal = (row: { readonly signal: string }): Signal => JSON.parse(row.signal) as Signal;
