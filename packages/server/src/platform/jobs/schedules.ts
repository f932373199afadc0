/**
 * Durable schedules. The table is the truth: which run is due stands there before it is due, a run is moved on to the
 * next before it begins, so that no crash makes it run twice. The timer only says when to look.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Database, WriteConflict } from '../storage/database.ts';
import { nextRun } from './cron.ts';
import type { RunResult, Schedule, ScheduleHandler, ScheduleSettings } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';

export interface SchedulesParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a run may take to end when the server stops. */
  readonly graceMs?: number;
}

export type NewSchedule = Pick<ScheduleSettings, 'jobType' | 'schedule'> & Partial<ScheduleSettings>;

/** Later than this, and nobody was there when the run was due. */
const misfireAfterMs = 60_000;
/** The clock of the machine may jump or sleep: look at least this often. */
const longestWaitMs = 30_000;

export class Schedules {
  readonly #store: ScheduleStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #graceMs: number;
  readonly #handlers = new Map<string, ScheduleHandler>();
  readonly #running = new Map<string, Promise<void>>();
  /** Runs that wait for the previous one to end, with the time they were due. */
  readonly #queued = new Map<string, number>();
  readonly #stopping = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;

  constructor({ database, clock, log, graceMs = 2_000 }: SchedulesParts) {
    this.#graceMs = graceMs;
    this.#store = new ScheduleStore(database);
    this.#clock = clock;
    this.#log = log;
  }

  register(jobType: string, handler: ScheduleHandler): void {
    if (this.#handlers.has(jobType)) throw new Error(`The job type "${jobType}" is registered already`);
    this.#handlers.set(jobType, handler);
  }

  get jobTypes(): string[] {
    return [...this.#handlers.keys()];
  }

  list(): Schedule[] {
    return this.#store.list();
  }

  get(id: string): Schedule {
    const schedule = this.#store.get(id);
    if (schedule === null) throw new AppError('not_found', `There is no schedule "${id}"`);
    return schedule;
  }

  async create(settings: NewSchedule, owner: string): Promise<Schedule> {
    const now = this.#clock.now();
    const whole: ScheduleSettings = {
      timeZone: 'UTC',
      config: {},
      enabled: true,
      overlap: 'skip',
      misfire: 'run_once',
      ...settings,
    };
    const schedule = { ...whole, id: randomUUID(), owner, runningSince: null, lastResult: null, createdAt: now };
    return this.#save({ ...schedule, nextRun: this.#firstRun(whole), updatedAt: now });
  }

  async update(id: string, changes: Partial<ScheduleSettings>): Promise<Schedule> {
    const changed = { ...this.get(id), ...changes, updatedAt: this.#clock.now() };
    return this.#save({ ...changed, nextRun: this.#firstRun(changed) });
  }

  async remove(id: string): Promise<void> {
    await this.#store.remove(this.get(id).id);
    this.#queued.delete(id);
  }

  /** Runs it now, beside its schedule, and resolves when it has ended. */
  async run(id: string): Promise<Schedule> {
    const schedule = this.get(id);
    if (this.#running.has(id)) throw new AppError('conflict', 'The previous run has not ended yet');
    await this.#begin(schedule, this.#clock.now());
    return this.get(id);
  }

  async start(): Promise<void> {
    const summary = 'The server ended in the middle of the run';
    await this.#store.endInterrupted({ status: 'interrupted', finishedAt: this.#clock.now(), summary });
    this.#isStarted = true;
    await this.tick();
  }

  /** Tells what runs to stop, and waits for it, not for long: what goes on is told as interrupted at the next start. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    clearTimeout(this.#timer);
    this.#queued.clear();
    this.#stopping.abort();
    const patience = new AbortController();
    const longEnough = delay(this.#graceMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#running.values()), longEnough]);
    patience.abort();
  }

  /** Starts everything that is due. Called by the timer; resolves when all of it has begun. */
  async tick(): Promise<void> {
    try {
      for (const schedule of this.#store.due(this.#clock.now())) await this.#onDue(schedule);
    } finally {
      this.#wait();
    }
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#isStarted) return;
    const next = this.#store.nextRun();
    const wait = next === null ? longestWaitMs : Math.max(0, next - this.#clock.now());
    this.#timer = setTimeout(
      () => {
        this.tick().catch((err: unknown) => this.#log.error({ err }, 'due schedules could not be started'));
      },
      Math.min(wait, longestWaitMs),
    );
  }

  async #onDue(schedule: Schedule): Promise<void> {
    const { id, nextRun: dueAt, overlap, misfire } = schedule;
    const now = this.#clock.now();
    try {
      await this.#store.advance(schedule, nextRun(schedule.schedule, schedule.timeZone, now));
    } catch (err) {
      // Changed or removed in the meantime: what it says now counts.
      if (err instanceof WriteConflict) return;
      throw err;
    }
    const isMisfire = now - dueAt! > misfireAfterMs;
    if (isMisfire && misfire === 'skip') {
      await this.#leaveOut(id, 'missed', `Was due at ${isoTime(dueAt!)}, when the server did not run`);
    } else if (!this.#running.has(id)) {
      void this.#begin(schedule, dueAt!);
    } else if (overlap === 'queue') {
      this.#queued.set(id, dueAt!);
    } else {
      await this.#leaveOut(id, 'skipped', 'The previous run had not ended');
    }
  }

  async #leaveOut(id: string, status: 'missed' | 'skipped', summary: string): Promise<void> {
    this.#log.warn({ schedule: id, status }, summary);
    await this.#store.noteLeftOut(id, { status, finishedAt: this.#clock.now(), summary });
  }

  #begin(schedule: Schedule, dueAt: number): Promise<void> {
    const { id } = schedule;
    const running = this.#run(schedule, dueAt)
      .catch((err: unknown) => this.#log.error({ err, schedule: id }, 'a scheduled run could not be recorded'))
      .finally(() => {
        this.#running.delete(id);
        const queued = this.#queued.get(id);
        this.#queued.delete(id);
        const latest = queued === undefined ? null : this.#store.get(id);
        if (latest?.enabled && this.#isStarted) void this.#begin(latest, queued!);
      });
    this.#running.set(id, running);
    return running;
  }

  async #run(schedule: Schedule, dueAt: number): Promise<void> {
    await this.#store.markRunning(schedule.id, this.#clock.now());
    const { status, summary } = await this.#handle(schedule, dueAt);
    await this.#store.markEnded(schedule.id, { status, finishedAt: this.#clock.now(), summary });
  }

  async #handle(schedule: Schedule, dueAt: number): Promise<Pick<RunResult, 'status' | 'summary'>> {
    const handler = this.#handlers.get(schedule.jobType);
    if (this.#stopping.signal.aborted) return { status: 'interrupted', summary: 'The server stopped before it began' };
    if (handler === undefined) return { status: 'error', summary: `This server cannot do "${schedule.jobType}"` };
    try {
      return { status: 'ok', summary: await handler({ schedule, dueAt, stopping: this.#stopping.signal }) };
    } catch (err) {
      if (err instanceof AppError) return { status: 'error', summary: err.message };
      this.#log.error({ err, schedule: schedule.id }, 'a scheduled run failed');
      return { status: 'error', summary: 'Failed for an unexpected reason; the log of the server has it' };
    }
  }

  async #save(schedule: Schedule): Promise<Schedule> {
    if (!this.#handlers.has(schedule.jobType)) {
      const expected = `one of ${this.jobTypes.join(', ')}`;
      throw new AppError('malformed', {
        detail: `Expected a job type, ${expected}; found "${schedule.jobType}"`,
        errors: [{ pointer: '/body/job_type', expected, found: schedule.jobType }],
      });
    }
    await this.#store.save(schedule);
    this.#wait();
    return schedule;
  }

  /** Checks the expression also of a schedule that is switched off. */
  #firstRun({ schedule, timeZone, enabled }: ScheduleSettings): number | null {
    const first = nextRun(schedule, timeZone, this.#clock.now());
    if (first === null) throw new AppError('impossible', `The schedule "${schedule}" is never due`);
    return enabled ? first : null;
  }
}

const isoTime = (ts: number) => new Date(ts).toISOString();
