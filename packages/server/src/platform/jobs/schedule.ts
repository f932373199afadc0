/** Work by the clock: what is due when, and what became of it the last time. */

/** A run is due while the previous one still goes: leave it out, or start it right afterwards. */
export type OverlapPolicy = 'skip' | 'queue';
/** Nobody was there when runs were due: make up for all of them by one, or leave them out. */
export type MisfirePolicy = 'run_once' | 'skip';

export interface ScheduleSettings {
  readonly jobType: string;
  /** Cron expression: five fields, or six with seconds first. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
  /** For the handler of the job type. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly overlap: OverlapPolicy;
  readonly misfire: MisfirePolicy;
}

export interface RunResult {
  /** `missed` and `skipped` by the two policies; `interrupted` = the process ended in the middle. */
  readonly status: 'ok' | 'error' | 'missed' | 'skipped' | 'interrupted';
  /** Epoch ms UTC. */
  readonly finishedAt: number;
  readonly summary: string;
}

export interface Schedule extends ScheduleSettings {
  readonly id: string;
  readonly owner: string;
  /** Epoch ms UTC; null while disabled. */
  readonly nextRun: number | null;
  readonly runningSince: number | null;
  readonly lastResult: RunResult | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface ScheduledRun {
  readonly schedule: Schedule;
  /** When it was due; later than that only by a misfire that is made up for. */
  readonly dueAt: number;
  /** Fires when the server stops. */
  readonly stopping: AbortSignal;
}

/** Does the work and says in a sentence what came of it. Long work belongs into a job. */
export type ScheduleHandler = (run: ScheduledRun) => Promise<string>;
