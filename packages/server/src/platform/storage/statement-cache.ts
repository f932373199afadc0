import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Preparing costs more than most point queries: keeps the statements a connection used last, oldest out first. */
export class StatementCache {
  readonly #connection: DatabaseSync;
  readonly #capacity: number;
  readonly #statements = new Map<string, StatementSync>();

  constructor(connection: DatabaseSync, capacity = 256) {
    this.#connection = connection;
    this.#capacity = capacity;
  }

  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement) {
      this.#statements.delete(sql);
    } else {
      statement = this.#connection.prepare(sql);
      if (this.#statements.size >= this.#capacity) {
        const [oldest] = this.#statements.keys();
        this.#statements.delete(oldest);
      }
    }
    this.#statements.set(sql, statement);
    return statement;
  }
}
