import type { Database, SqlValue } from '../storage/database.ts';
import type { MisfirePolicy, OverlapPolicy, RunResult, Schedule } from './schedule.ts';

interface Row {
  readonly id: string;
  readonly owner: string;
  readonly job_type: string;
  readonly schedule: string;
  readonly time_zone: string;
  readonly config: string;
  readonly enabled: number;
  readonly overlap: OverlapPolicy;
  readonly misfire: MisfirePolicy;
  readonly next_run: number | null;
  readonly running_since: number | null;
  readonly last_result: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

const columns = `id, owner, job_type, schedule, time_zone, config, enabled, overlap, misfire, next_run, running_since,
  last_result, created_at, updated_at`;

export class ScheduleStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): Schedule[] {
    return this.#read('ORDER BY number', []);
  }

  get(id: string): Schedule | null {
    return this.#read('WHERE id = ?', [id])[0] ?? null;
  }

  due(now: number): Schedule[] {
    return this.#read('WHERE enabled = 1 AND next_run <= ? ORDER BY next_run, number', [now]);
  }

  /** When the next one is due; null when none will be. */
  nextRun(): number | null {
    const sql = 'SELECT min(next_run) AS next FROM schedules WHERE enabled = 1';
    return this.#database.get<{ next: number | null }>(sql)?.next ?? null;
  }

  async save(schedule: Schedule): Promise<void> {
    await this.#write(
      `INSERT INTO schedules (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET job_type = excluded.job_type, schedule = excluded.schedule,
          time_zone = excluded.time_zone, config = excluded.config, enabled = excluded.enabled,
          overlap = excluded.overlap, misfire = excluded.misfire, next_run = excluded.next_run,
          updated_at = excluded.updated_at`,
      [
        schedule.id,
        schedule.owner,
        schedule.jobType,
        schedule.schedule,
        schedule.timeZone,
        JSON.stringify(schedule.config),
        schedule.enabled ? 1 : 0,
        schedule.overlap,
        schedule.misfire,
        schedule.nextRun,
        schedule.runningSince,
        schedule.lastResult && JSON.stringify(schedule.lastResult),
        schedule.createdAt,
        schedule.updatedAt,
      ],
    );
  }

  async remove(id: string): Promise<void> {
    await this.#write('DELETE FROM schedules WHERE id = ?', [id]);
  }

  /** Moves on to the next run; rejects with WriteConflict when the schedule was changed since it was read. */
  async advance({ id, nextRun }: Schedule, next: number | null): Promise<void> {
    const sql = 'UPDATE schedules SET next_run = ? WHERE id = ? AND next_run = ? AND enabled = 1';
    await this.#database.write([{ sql, parameters: [next, id, nextRun], mustChange: true }]);
  }

  async markRunning(id: string, since: number): Promise<void> {
    await this.#write('UPDATE schedules SET running_since = ? WHERE id = ?', [since, id]);
  }

  async markEnded(id: string, result: RunResult): Promise<void> {
    await this.#write('UPDATE schedules SET running_since = NULL, last_result = ? WHERE id = ?', [
      JSON.stringify(result),
      id,
    ]);
  }

  /** A run that did not take place; one that goes on at the same time is left alone. */
  async noteLeftOut(id: string, result: RunResult): Promise<void> {
    await this.#write('UPDATE schedules SET last_result = ? WHERE id = ?', [JSON.stringify(result), id]);
  }

  /** What an earlier process was doing when it ended. */
  async endInterrupted(result: RunResult): Promise<void> {
    await this.#write('UPDATE schedules SET running_since = NULL, last_result = ? WHERE running_since IS NOT NULL', [
      JSON.stringify(result),
    ]);
  }

  #read(rest: string, parameters: SqlValue[]): Schedule[] {
    return this.#database.all<Row>(`SELECT ${columns} FROM schedules ${rest}`, parameters).map(toSchedule);
  }

  async #write(sql: string, parameters: SqlValue[]): Promise<void> {
    await this.#database.write([{ sql, parameters }]);
  }
}

function toSchedule(row: Row): Schedule {
  return {
    id: row.id,
    owner: row.owner,
    jobType: row.job_type,
    schedule: row.schedule,
    timeZone: row.time_zone,
    config: JSON.parse(row.config) as Schedule['config'],
    enabled: row.enabled === 1,
    overlap: row.overlap,
    misfire: row.misfire,
    nextRun: row.next_run,
    runningSince: row.running_since,
    lastResult: row.last_result === null ? null : (JSON.parse(row.last_result) as RunResult),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
