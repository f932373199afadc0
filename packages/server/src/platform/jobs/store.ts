/** The job table. What is read here is what would be found after a crash; live progress is added by the service. */
import type { Database, Statement } from '../storage/database.ts';
import type { Job, JobError, JobProgress, JobStatus } from './job.ts';

export interface JobFilter {
  readonly owner?: string;
  readonly kind?: string;
  readonly status?: JobStatus;
}

export interface NewJob {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly priority: number;
  readonly input: string;
  readonly idempotencyKey: string | null;
  readonly createdAt: number;
}

/** How an attempt ended; what it leaves in the table. */
export interface Ending {
  readonly status: JobStatus;
  readonly progress: JobProgress | null;
  readonly result?: unknown;
  readonly error?: JobError;
  readonly at: number;
}

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly status: JobStatus;
  readonly priority: number;
  readonly input: string;
  readonly progress: string | null;
  readonly result: string | null;
  readonly error: string | null;
  readonly attempt: number;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
}

const columns =
  'id, kind, owner, status, priority, input, progress, result, error, attempt, created_at, started_at, finished_at';

export class JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string): Job | null {
    const row = this.#database.get<Row>(`SELECT ${columns} FROM jobs WHERE id = ?`, [id]);
    return row === undefined ? null : toJob(row);
  }

  list(filter: JobFilter, limit: number, offset: number): { jobs: Job[]; total: number } {
    const tests = Object.entries(filter).filter(([, value]) => value !== undefined);
    const where = tests.length === 0 ? '' : `WHERE ${tests.map(([column]) => `${column} = ?`).join(' AND ')}`;
    const values = tests.map(([, value]) => value as string);
    const rows = this.#database.all<Row>(`SELECT ${columns} FROM jobs ${where} ORDER BY number DESC LIMIT ? OFFSET ?`, [
      ...values,
      limit,
      offset,
    ]);
    const total = this.#database.get<{ total: number }>(`SELECT count(*) AS total FROM jobs ${where}`, values)?.total;
    return { jobs: rows.map(toJob), total: total ?? 0 };
  }

  /** How many jobs wait and how many run. Reads the index of unfinished jobs alone, however many are kept. */
  unfinished(): { queued: number; running: number } {
    const rows = this.#database.all<{ status: JobStatus; jobs: number }>(
      `SELECT status, count(*) AS jobs FROM jobs WHERE status IN ('queued', 'running') GROUP BY status`,
    );
    return { queued: 0, running: 0, ...Object.fromEntries(rows.map(({ status, jobs }) => [status, jobs])) };
  }

  /** The job this owner submitted with this key before, and the input it had. */
  withKey(owner: string, kind: string, key: string): { job: Job; input: string } | null {
    const row = this.#database.get<Row>(
      `SELECT ${columns} FROM jobs WHERE owner = ? AND kind = ? AND idempotency_key = ?`,
      [owner, kind, key],
    );
    return row === undefined ? null : { job: toJob(row), input: row.input };
  }

  /**
   * False when nothing was inserted: the key is taken, or the queue holds `maxQueued` jobs already. A failed job holds
   * no key: what it was refused for may have changed, and a repeat is judged anew.
   */
  async insert(job: NewJob, maxQueued: number): Promise<boolean> {
    const [, result] = await this.#database.write([
      {
        sql: `UPDATE jobs SET idempotency_key = NULL
          WHERE owner = ? AND kind = ? AND idempotency_key = ? AND status = 'failed'`,
        parameters: [job.owner, job.kind, job.idempotencyKey],
      },
      {
        sql: `INSERT INTO jobs (id, kind, owner, status, priority, input, idempotency_key, created_at)
          SELECT ?, ?, ?, 'queued', ?, ?, ?, ?
          WHERE (SELECT count(*) FROM jobs WHERE status = 'queued') < ?
          ON CONFLICT DO NOTHING`,
        parameters: [
          job.id,
          job.kind,
          job.owner,
          job.priority,
          job.input,
          job.idempotencyKey,
          job.createdAt,
          maxQueued,
        ],
      },
    ]);
    return result.changes === 1;
  }

  /** The next jobs of these kinds in line: by priority, then by age. */
  queued(kinds: readonly string[], limit: number): Job[] {
    return this.#database
      .all<Row>(
        `SELECT ${columns} FROM jobs WHERE status = 'queued' AND kind IN (SELECT value FROM json_each(?))
          ORDER BY priority DESC, number LIMIT ?`,
        [JSON.stringify(kinds), limit],
      )
      .map(toJob);
  }

  /** Kinds that wait in line although nothing here can do them. */
  queuedKindsBeyond(kinds: readonly string[]): string[] {
    return this.#database
      .all<{ kind: string }>(
        `SELECT DISTINCT kind FROM jobs WHERE status = 'queued' AND kind NOT IN (SELECT value FROM json_each(?))`,
        [JSON.stringify(kinds)],
      )
      .map(({ kind }) => kind);
  }

  checkpoint(id: string): Uint8Array | null {
    return (
      this.#database.get<{ checkpoint: Uint8Array | null }>('SELECT checkpoint FROM jobs WHERE id = ?', [id])
        ?.checkpoint ?? null
    );
  }

  /** Rejects with WriteConflict when the job is no longer queued. */
  async claim(id: string, at: number): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE jobs SET status = 'running', attempt = attempt + 1, started_at = ? WHERE id = ? AND status = 'queued'`,
        parameters: [at, id],
        mustChange: true,
      },
    ]);
  }

  /** Together with `more`, in one transaction. Rejects with WriteConflict when the job is not running. */
  async finish(id: string, ending: Ending, more: readonly Statement[] = []): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE jobs SET status = ?, progress = ?, result = ?, error = ?, finished_at = ?,
            checkpoint = iif(? = 'complete', NULL, checkpoint)
          WHERE id = ? AND status = 'running'`,
        parameters: [
          ending.status,
          jsonOrNull(ending.progress),
          jsonOrNull(ending.result),
          jsonOrNull(ending.error),
          ending.at,
          ending.status,
          id,
        ],
        mustChange: true,
      },
      ...more,
    ]);
  }

  /** Back in line. An attempt that was interrupted on purpose does not count against the job. */
  async requeue(id: string, attemptCounts: boolean): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE jobs SET status = 'queued', started_at = NULL, attempt = attempt - ? WHERE id = ? AND status = 'running'`,
        parameters: [attemptCounts ? 0 : 1, id],
      },
    ]);
  }

  /** Ends a queued job at once; a running one is marked, so that a restart would not take it up again. */
  async markCancelled(id: string, by: string, at: number): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE jobs SET cancelled_by = ?,
            finished_at = iif(status = 'queued', ?, finished_at),
            status = iif(status = 'queued', 'cancelled', status)
          WHERE id = ? AND status IN ('queued', 'running')`,
        parameters: [by, at, id],
      },
    ]);
  }

  async storeProgress(id: string, progress: JobProgress): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE jobs SET progress = ? WHERE id = ? AND status = 'running'`,
        parameters: [JSON.stringify(progress), id],
      },
    ]);
  }

  async storeCheckpoint(id: string, state: Uint8Array): Promise<void> {
    await this.#database.write([
      {
        sql: `UPDATE jobs SET checkpoint = ? WHERE id = ? AND status = 'running'`,
        parameters: [state, id],
        mustChange: true,
      },
    ]);
  }

  /** What an earlier process left running. */
  interrupted(): { job: Job; wasCancelled: boolean }[] {
    return this.#database
      .all<Row & { was_cancelled: number }>(
        `SELECT ${columns}, cancelled_by IS NOT NULL AS was_cancelled FROM jobs WHERE status = 'running' ORDER BY number`,
      )
      .map((row) => ({ job: toJob(row), wasCancelled: row.was_cancelled === 1 }));
  }

  /** Forgets ended jobs that are older than `before` or beyond the `keep` latest. */
  async prune(before: number, keep: number): Promise<void> {
    await this.#database.write([
      {
        sql: `DELETE FROM jobs WHERE finished_at IS NOT NULL AND (finished_at < ? OR number <= coalesce(
          (SELECT number FROM jobs WHERE finished_at IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?), 0))`,
        parameters: [before, keep],
      },
    ]);
  }
}

function toJob(row: Row): Job {
  return {
    id: row.id,
    kind: row.kind,
    owner: row.owner,
    status: row.status,
    priority: row.priority,
    progress: parsedOrNull<JobProgress>(row.progress),
    etaSeconds: null,
    input: JSON.parse(row.input) as unknown,
    result: parsedOrNull<unknown>(row.result),
    error: parsedOrNull<JobError>(row.error),
    attempt: row.attempt,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

const parsedOrNull = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : plainJson(value);
}

/** JSON of plain data. Typed arrays would come out as `{"0":…}`: they belong into a table of their own. */
export function plainJson(value: unknown): string {
  const text = JSON.stringify(value, (name, field: unknown) => {
    if (!ArrayBuffer.isView(field) && !(field instanceof ArrayBuffer)) return field;
    throw new TypeError(`"${name}" is binary and cannot be kept as JSON: summarize it`);
  });
  if (text === undefined) throw new TypeError(`Expected plain data, found ${typeof value}`);
  return text;
}
