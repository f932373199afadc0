/** What the server does by the clock without being told: bring the demo up to yesterday, then compute the day's signals. */
import type { Schedules } from './platform/jobs/schedules.ts';

export interface DailyWork {
  /** Bars that were added. */
  refreshDemo(): Promise<number>;
  /** Signals of all strategies on their own instruments. */
  generateSignals(): Promise<{ readonly computed: number; readonly impossible: number }>;
}

const owner = 'system';

export async function scheduleDailyWork(schedules: Schedules, work: DailyWork): Promise<void> {
  schedules.register('data_update', async () => `${await work.refreshDemo()} synthetic bars added`);
  schedules.register('strategy_run', async () => {
    const { computed, impossible } = await work.generateSignals();
    return `${computed} signals computed, ${impossible} not possible with the bars stored`;
  });
  const known = new Set(schedules.list().map(({ jobType }) => jobType));
  // Daily bars without a calendar end at midnight UTC: signals come after the bars of the day that ended.
  if (!known.has('data_update')) await schedules.create({ jobType: 'data_update', schedule: '5 0 * * *' }, owner);
  if (!known.has('strategy_run')) await schedules.create({ jobType: 'strategy_run', schedule: '10 0 * * *' }, owner);
}
