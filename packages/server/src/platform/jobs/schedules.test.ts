import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { openDatabase } from '../storage/open-database.ts';
import { nextRun } from './cron.ts';
import { jobMigrations } from './migrations.ts';
import type { ScheduleHandler } from './schedule.ts';
import { Schedules } from './schedules.ts';

const minute = 60_000;
const log = createLog({ level: 'silent' });
const noon = Date.UTC(2026, 0, 5, 12);
const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A clock that moves when told to, and schedules on a database of their own. */
async function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-'));
  const database = await openDatabase({ file: join(folder, 'tradewind.db'), migrations: jobMigrations });
  cleanups.push(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  const clock = { at: noon, now: () => clock.at };
  const begin = (handler: ScheduleHandler) => {
    const schedules = new Schedules({ database, clock, log, graceMs: 100 });
    schedules.register('market_scan', handler);
    cleanups.push(() => schedules.stop());
    return schedules;
  };
  return { clock, begin };
}

/** A handler whose runs end when told to. */
function held() {
  const due: number[] = [];
  const ends: (() => void)[] = [];
  const handler: ScheduleHandler = ({ dueAt, stopping }) =>
    new Promise((resolve) => {
      due.push(dueAt);
      ends.push(() => resolve(`done ${due.length}`));
      stopping.addEventListener('abort', () => resolve('stopped'));
    });
  return { due, handler, end: () => ends.shift()?.() };
}

const everyMinute = { jobType: 'market_scan', schedule: '* * * * *' };

describe('A schedule', () => {
  test('runs when it is due, not before, and tells what came of it and when it is due next', async () => {
    const { clock, begin } = await desk();
    const handler = vi.fn<ScheduleHandler>(async ({ schedule }) => `scanned ${schedule.config.symbols}`);
    const schedules = begin(handler);
    const { id, nextRun: first } = await schedules.create({ ...everyMinute, config: { symbols: 3 } }, 'ada');
    expect(first).toBe(noon + minute);
    clock.at = noon + minute - 1;
    await schedules.tick();
    expect(handler).not.toHaveBeenCalled();
    clock.at = noon + minute + 5;
    await schedules.tick();
    await vi.waitFor(() => expect(schedules.get(id).lastResult).not.toBeNull());
    expect(handler).toHaveBeenCalledTimes(1);
    expect(handler.mock.calls[0][0]).toMatchObject({ dueAt: noon + minute, schedule: { id, owner: 'ada' } });
    expect(schedules.get(id)).toMatchObject({
      nextRun: noon + 2 * minute,
      runningSince: null,
      lastResult: { status: 'ok', finishedAt: noon + minute + 5, summary: 'scanned 3' },
    });
  });

  test('is run by a timer once it is started', async () => {
    const { begin, clock } = await desk();
    const handler = vi.fn<ScheduleHandler>(async () => 'done');
    const schedules = begin(handler);
    clock.now = () => Date.now();
    await schedules.start();
    await schedules.create({ ...everyMinute, schedule: '* * * * * *' }, 'ada');
    await vi.waitFor(() => expect(handler).toHaveBeenCalled(), { timeout: 5_000 });
  });

  test('keeps what its handler said when it failed, and says nothing of a fault', async () => {
    const { clock, begin } = await desk();
    const schedules = begin(async () => {
      throw new Error('at /some/secret/path');
    });
    const { id } = await schedules.create(everyMinute, 'ada');
    clock.at += minute;
    await schedules.tick();
    await vi.waitFor(() => expect(schedules.get(id).lastResult?.status).toBe('error'));
    expect(schedules.get(id).lastResult?.summary).not.toContain('secret');
  });

  test('can be switched off, changed and removed', async () => {
    const { clock, begin } = await desk();
    const handler = vi.fn<ScheduleHandler>(async () => 'done');
    const schedules = begin(handler);
    const { id } = await schedules.create(everyMinute, 'ada');
    expect(await schedules.update(id, { enabled: false })).toMatchObject({ nextRun: null });
    clock.at += 5 * minute;
    await schedules.tick();
    const changed = await schedules.update(id, { enabled: true, schedule: '30 18 * * *', timeZone: 'Asia/Tokyo' });
    expect(changed.nextRun).toBe(Date.UTC(2026, 0, 6, 9, 30));
    expect(schedules.list()).toEqual([changed]);
    await schedules.remove(id);
    expect(() => schedules.get(id)).toThrow(/no schedule/);
    expect(handler).not.toHaveBeenCalled();
  });

  test('runs on demand, but not twice at the same time', async () => {
    const { begin } = await desk();
    const { handler, end, due } = held();
    const schedules = begin(handler);
    const { id } = await schedules.create(everyMinute, 'ada');
    const running = schedules.run(id);
    await vi.waitFor(() => expect(due).toHaveLength(1));
    await expect(schedules.run(id)).rejects.toMatchObject({ code: 'conflict' });
    end();
    expect(await running).toMatchObject({ lastResult: { status: 'ok' }, nextRun: noon + minute });
  });

  test.each([
    [{ ...everyMinute, schedule: '61 * * * *' }, '/body/schedule'],
    [{ ...everyMinute, schedule: 'tomorrow' }, '/body/schedule'],
    [{ ...everyMinute, timeZone: 'Mars/Olympus' }, '/body/time_zone'],
    [{ ...everyMinute, jobType: 'dance' }, '/body/job_type'],
  ])('is refused when it cannot be understood: %j', async (settings, pointer) => {
    const { begin } = await desk();
    const refused = begin(async () => '').create(settings, 'ada');
    await expect(refused).rejects.toMatchObject({ code: 'malformed', data: { errors: [{ pointer }] } });
  });

  test('is refused when it would never be due', async () => {
    const { begin } = await desk();
    const refused = begin(async () => '').create({ ...everyMinute, schedule: '0 0 30 2 *' }, 'ada');
    await expect(refused).rejects.toMatchObject({ code: 'impossible' });
  });
});

describe('Runs that overlap', () => {
  test('are left out by default', async () => {
    const { clock, begin } = await desk();
    const { handler, due, end } = held();
    const schedules = begin(handler);
    const { id } = await schedules.create(everyMinute, 'ada');
    for (let i = 0; i < 3; i++) {
      clock.at += minute;
      await schedules.tick();
    }
    expect(schedules.get(id)).toMatchObject({ lastResult: { status: 'skipped' }, runningSince: noon + minute });
    end();
    await vi.waitFor(() =>
      expect(schedules.get(id)).toMatchObject({ runningSince: null, lastResult: { status: 'ok' } }),
    );
    expect(due).toEqual([noon + minute]);
  });

  test('are made up for by one when they queue', async () => {
    const { clock, begin } = await desk();
    const { handler, due, end } = held();
    const schedules = begin(handler);
    await schedules.start();
    const { id } = await schedules.create({ ...everyMinute, overlap: 'queue' }, 'ada');
    for (let i = 0; i < 3; i++) {
      clock.at += minute;
      await schedules.tick();
    }
    end();
    await vi.waitFor(() => expect(due).toEqual([noon + minute, noon + 3 * minute]));
    end();
    await vi.waitFor(() => expect(schedules.get(id).runningSince).toBeNull());
  });
});

describe('Runs that were due while nobody was there', () => {
  test.each([
    ['run_once', 1, { status: 'ok' }],
    ['skip', 0, { status: 'missed' }],
  ] as const)('by the policy %s are run %i times', async (misfire, times, lastResult) => {
    const { clock, begin } = await desk();
    const before = begin(async () => 'done');
    const { id } = await before.create({ ...everyMinute, misfire }, 'ada');
    await before.stop();
    clock.at = noon + 10 * minute + 30_000;
    const handler = vi.fn<ScheduleHandler>(async () => 'made up for');
    const after = begin(handler);
    await after.start();
    await vi.waitFor(() => expect(after.get(id)).toMatchObject({ lastResult, runningSince: null }));
    expect(handler).toHaveBeenCalledTimes(times);
    expect(after.get(id).nextRun).toBe(noon + 11 * minute);
  });

  test('are told when they were interrupted, and not begun again', async () => {
    const { clock, begin } = await desk();
    const { handler, due } = held();
    const before = begin(handler);
    const { id } = await before.create(everyMinute, 'ada');
    clock.at += minute;
    await before.tick();
    await vi.waitFor(() => expect(due).toHaveLength(1));
    // The process dies here: nothing is told to the first room.
    const again = vi.fn<ScheduleHandler>(async () => 'done');
    const after = begin(again);
    await after.start();
    expect(after.get(id)).toMatchObject({ runningSince: null, lastResult: { status: 'interrupted' } });
    expect([due.length, again.mock.calls.length]).toEqual([1, 0]);
  });
});

describe('Stopping', () => {
  test('tells what runs, and waits until its end is stored', async () => {
    const { clock, begin } = await desk();
    const { handler, due } = held();
    const schedules = begin(handler);
    const { id } = await schedules.create(everyMinute, 'ada');
    clock.at += minute;
    await schedules.tick();
    await vi.waitFor(() => expect(due).toHaveLength(1));
    await schedules.stop();
    expect(schedules.get(id)).toMatchObject({ runningSince: null, lastResult: { summary: 'stopped' } });
  });

  test('begins nothing any more', async () => {
    const { clock, begin } = await desk();
    const handler = vi.fn<ScheduleHandler>(async () => 'done');
    const schedules = begin(handler);
    const { id } = await schedules.create(everyMinute, 'ada');
    clock.at += minute;
    await schedules.tick();
    await schedules.stop();
    expect(handler).not.toHaveBeenCalled();
    expect(schedules.get(id)).toMatchObject({ runningSince: null, lastResult: { status: 'interrupted' } });
  });

  test('does not wait for ever', async () => {
    const { begin } = await desk();
    const handler = vi.fn<ScheduleHandler>(() => new Promise(() => undefined));
    const schedules = begin(handler);
    const { id } = await schedules.create(everyMinute, 'ada');
    void schedules.run(id);
    await vi.waitFor(() => expect(handler).toHaveBeenCalled());
    await schedules.stop();
    expect(schedules.get(id).runningSince).not.toBeNull();
  });
});

describe('Cron expressions', () => {
  const at = (text: string) => Date.parse(text);

  test.each([
    // The close of New York: 23:00 UTC in winter, 22:00 in summer.
    ['0 18 * * 1-5', 'America/New_York', '2026-01-09T23:00:00Z', '2026-01-12T23:00:00Z'],
    ['0 18 * * 1-5', 'America/New_York', '2026-03-06T23:00:00Z', '2026-03-09T22:00:00Z'],
    // 02:30 does not exist on the day the clocks go forward, and exists twice when they go back.
    ['30 2 * * *', 'America/New_York', '2026-03-08T00:00:00Z', '2026-03-08T07:00:00Z'],
    ['30 1 * * *', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z'],
    ['*/15 * * * * *', 'UTC', '2026-01-01T00:00:07Z', '2026-01-01T00:00:15Z'],
    ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00Z'],
    ['@daily', 'Asia/Tokyo', '2026-01-01T00:00:00Z', '2026-01-01T15:00:00Z'],
  ])('%s in %s after %s is due at %s', (schedule, timeZone, after, expected) => {
    expect(nextRun(schedule, timeZone, at(after))).toBe(at(expected));
  });
});
