import type { Fact } from '@tradewind/contract/facts.ts';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Job, JobKind } from './job.ts';
import { openRoom, type Room, type RoomOptions, work } from './test-room.ts';
import type { Act } from './test-work.ts';

const owner = 'ada';
const open: Room[] = [];

async function room(options?: RoomOptions): Promise<Room> {
  const opened = await openRoom(options);
  open.push(opened);
  return opened;
}

async function reopened(before: Room, options?: RoomOptions): Promise<Room> {
  const after = await before.reopen(options);
  open.splice(open.indexOf(before), 1, after);
  return after;
}

afterEach(async () => {
  for (const opened of open.splice(0)) await opened.close();
});

const submit = ({ jobs }: Room, act: Act, options = {}) => jobs.submit(work, act, { owner, ...options });
const result = async ({ jobs }: Room, { id }: Job) => jobs.wait(id, 20_000);
const untilRunning = ({ jobs }: Room, { id }: Job) =>
  vi.waitFor(() => expect(jobs.get(id)?.progress).not.toBeNull(), { timeout: 10_000 });
const statusesOf = (facts: readonly Fact[], { id }: Job) =>
  facts.flatMap((fact) => (fact.type === 'job_updated' && fact.payload.job_id === id ? [fact.payload.status] : []));

describe('A job', () => {
  test('is on disk when it is accepted, runs, and ends complete with its result', async () => {
    const here = await room();
    const job = await submit(here, { act: 'sum', values: [1, 2, 3] });
    expect(job).toMatchObject({ kind: 'work', owner, status: 'queued', attempt: 0, result: null, error: null });
    const ended = await result(here, job);
    expect(ended).toMatchObject({ status: 'complete', result: { sum: 6 }, attempt: 1, error: null, etaSeconds: null });
    expect(ended.startedAt).toBeGreaterThanOrEqual(ended.createdAt);
    expect(ended.finishedAt).toBeGreaterThanOrEqual(ended.startedAt ?? Number.NaN);
    expect(statusesOf(here.facts, job)).toEqual(['queued', 'running', 'complete']);
  });

  test('shows how far it is and how long it will take', async () => {
    const here = await room();
    const job = await submit(here, { act: 'count', to: 40, stepMs: 20 });
    await vi.waitFor(() => expect(here.jobs.get(job.id)?.etaSeconds).toBeGreaterThan(0), { timeout: 10_000 });
    const { progress, etaSeconds } = here.jobs.get(job.id)!;
    expect(progress).toMatchObject({ total: 40, note: `at ${progress!.done}` });
    expect(etaSeconds).toBeLessThan(60);
    expect(here.jobs.list({ limit: 5, offset: 0 }).jobs[0].progress).not.toBeNull();
    await here.jobs.cancel(job.id, owner);
  });

  test('keeps the code and the figures of a refusal', async () => {
    const here = await room();
    const ended = await result(here, await submit(here, { act: 'refuse' }));
    expect(ended.status).toBe('failed');
    expect(ended.error).toEqual({
      code: 'too_little_history',
      detail: '10 bars, 100 needed',
      extensions: { have: 10, need: 100 },
    });
  });

  test('that failed gives its idempotency key back: what it was refused for is judged anew', async () => {
    const here = await room();
    const refused = await submit(here, { act: 'refuse' }, { idempotencyKey: 'k' });
    expect(await result(here, refused)).toMatchObject({ status: 'failed' });
    const again = await submit(here, { act: 'sum', values: [2] }, { idempotencyKey: 'k' });
    expect(again.id).not.toBe(refused.id);
    expect(await result(here, again)).toMatchObject({ result: { sum: 2 } });
    expect((await submit(here, { act: 'sum', values: [2] }, { idempotencyKey: 'k' })).id).toBe(again.id);
  });

  test('that fails by a fault says so without telling where, and the next one runs', async () => {
    const here = await room();
    const [failed, next] = [await submit(here, { act: 'fault' }), await submit(here, { act: 'sum', values: [1] })];
    const ended = await result(here, failed);
    expect(ended).toMatchObject({ status: 'failed', attempt: 1, error: { code: 'internal' } });
    expect(ended.error?.detail).not.toContain('/some/secret/path');
    expect(await result(here, next)).toMatchObject({ status: 'complete' });
  });

  test('that reports impossible progress fails, and nobody hears of it', async () => {
    const here = await room();
    for (const report of [
      { done: -1, total: 2 },
      { done: 0, total: -1 },
    ]) {
      const ended = await result(here, await submit(here, { act: 'report', ...report }));
      expect(ended).toMatchObject({ status: 'failed', progress: null, error: { code: 'internal' } });
    }
    expect(await result(here, await submit(here, { act: 'report', done: 0, total: 0 }))).toMatchObject({
      status: 'complete',
      progress: { done: 0, total: 0 },
    });
  });

  test('whose result cannot be sent or kept fails', async () => {
    const here = await room();
    for (const act of [{ act: 'unsendable' }, { act: 'columns', length: 3 }] as const) {
      expect(await result(here, await submit(here, act))).toMatchObject({
        status: 'failed',
        error: { code: 'internal' },
      });
    }
  });
});

describe('A worker that dies', () => {
  test.each(['exit', 'exhaust', 'throw_later'] as const)('by %s fails its job after bounded attempts', async (act) => {
    const kind: JobKind<Act, unknown> = { ...work, maxAttempts: 2 };
    const here = await room({ kinds: [kind], workerMemoryMb: 24 });
    const job = await here.jobs.submit(kind, { act }, { owner });
    expect(await result(here, job)).toMatchObject({ status: 'failed', attempt: 2, error: { code: 'internal' } });
    expect(await result(here, await submit(here, { act: 'sum', values: [4] }))).toMatchObject({ result: { sum: 4 } });
  });

  test('hurts no job beside it', async () => {
    const here = await room({ workers: 2 });
    const beside = await submit(here, { act: 'count', to: 15, stepMs: 20 });
    await untilRunning(here, beside);
    await submit(here, { act: 'exit' });
    expect(await result(here, beside)).toMatchObject({ status: 'complete', attempt: 1, result: { counted: 15 } });
  });

  test('leaves its checkpoint to the next attempt', async () => {
    const here = await room();
    const ended = await result(here, await submit(here, { act: 'die_once' }));
    expect(ended).toMatchObject({ status: 'complete', attempt: 2, result: { resumed: [1, 0.1] } });
  });
});

describe('Cancelling', () => {
  test('a waiting job ends it before it ever starts', async () => {
    const here = await room();
    const blocking = await submit(here, { act: 'spin', isPolite: true });
    const waiting = await submit(here, { act: 'sum', values: [1] });
    expect(await here.jobs.cancel(waiting.id, owner)).toMatchObject({
      status: 'cancelled',
      attempt: 0,
      startedAt: null,
    });
    await here.jobs.cancel(blocking.id, owner);
    expect(statusesOf(here.facts, waiting)).toEqual(['queued', 'cancelled']);
  });

  test('a running job lets it stop by itself and keeps its partial result', async () => {
    const here = await room({ graceMs: 20_000 });
    const job = await submit(here, { act: 'count', to: 1_000, stepMs: 5 });
    await untilRunning(here, job);
    const cancelled = await here.jobs.cancel(job.id, owner);
    expect(cancelled).toMatchObject({ status: 'cancelled', error: null, result: { from: 0 } });
    expect((cancelled.result as { counted: number }).counted).toBeGreaterThan(0);
    expect(statusesOf(here.facts, job).at(-1)).toBe('cancelled');
  });

  test('one job does not stop the next one in the same worker', async () => {
    const here = await room({ graceMs: 20_000 });
    const job = await submit(here, { act: 'count', to: 1_000, stepMs: 5 });
    const next = await submit(here, { act: 'count', to: 3, stepMs: 1 });
    await untilRunning(here, job);
    await here.jobs.cancel(job.id, owner);
    expect(await result(here, next)).toMatchObject({ status: 'complete', result: { counted: 3 } });
  });

  test('reaches a busy loop that reads no messages', async () => {
    const here = await room({ graceMs: 20_000 });
    const job = await submit(here, { act: 'spin', isPolite: true });
    await untilRunning(here, job);
    expect(await here.jobs.cancel(job.id, owner)).toMatchObject({ status: 'cancelled', result: { stopped: true } });
  });

  test('ends the worker of a job that does not listen, and the next job runs', async () => {
    const here = await room({ graceMs: 30 });
    const job = await submit(here, { act: 'spin', isPolite: false });
    await untilRunning(here, job);
    expect(await here.jobs.cancel(job.id, owner)).toMatchObject({
      status: 'cancelled',
      result: null,
      progress: { note: 'spinning' },
    });
    expect(await result(here, await submit(here, { act: 'sum', values: [2] }))).toMatchObject({ result: { sum: 2 } });
  });

  test('at the moment of starting leaves no job behind', async () => {
    const here = await room();
    const jobs = await Promise.all(Array.from({ length: 20 }, () => submit(here, { act: 'sum', values: [1] })));
    const ended = await Promise.all(jobs.map(({ id }) => here.jobs.cancel(id, owner)));
    for (const { status } of ended) expect(['cancelled', 'complete']).toContain(status);
    expect(here.jobs.unfinished()).toEqual({ queued: 0, running: 0 });
    expect(await result(here, await submit(here, { act: 'sum', values: [2] }))).toMatchObject({ status: 'complete' });
  });

  test('a job that has ended changes nothing, and an unknown one is not found', async () => {
    const here = await room();
    const ended = await result(here, await submit(here, { act: 'sum', values: [1] }));
    expect(await here.jobs.cancel(ended.id, owner)).toEqual(ended);
    await expect(here.jobs.cancel('nobody', owner)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('The queue', () => {
  test('goes by priority, then by age', async () => {
    const here = await room();
    const first = await submit(here, { act: 'count', to: 2, stepMs: 20 });
    const [late, early, urgent] = [
      await submit(here, { act: 'sum', values: [] }, { priority: -1 }),
      await submit(here, { act: 'sum', values: [] }),
      await submit(here, { act: 'sum', values: [] }, { priority: 5 }),
    ];
    await result(here, late);
    const started = here.facts.flatMap((fact) =>
      fact.type === 'job_updated' && fact.payload.status === 'complete' ? [fact.payload.job_id] : [],
    );
    expect(started).toEqual([first.id, urgent.id, early.id, late.id]);
  });

  test('gives the same job for the same key and input, and refuses another input', async () => {
    const here = await room();
    const act: Act = { act: 'sum', values: [1] };
    const keyed = { idempotencyKey: 'k1' };
    const [one, two] = await Promise.all([submit(here, act, keyed), submit(here, act, keyed)]);
    expect(two.id).toBe(one.id);
    await result(here, one);
    expect(await submit(here, act, keyed)).toMatchObject({ id: one.id, status: 'complete' });
    await expect(submit(here, { act: 'sum', values: [2] }, keyed)).rejects.toMatchObject({ code: 'conflict' });
    expect((await submit(here, act, { ...keyed, owner: 'bob' })).id).not.toBe(one.id);
  });

  test('refuses more than it may hold', async () => {
    const here = await room({ maxQueued: 2, isStarted: false });
    await submit(here, { act: 'sum', values: [] });
    await submit(here, { act: 'sum', values: [] });
    await expect(submit(here, { act: 'sum', values: [] })).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('lists newest first, by owner, kind and status, with the total', async () => {
    const here = await room({ isStarted: false });
    const mine = [await submit(here, { act: 'sum', values: [] }), await submit(here, { act: 'sum', values: [] })];
    await submit(here, { act: 'sum', values: [] }, { owner: 'bob' });
    const page = here.jobs.list({ owner, kind: 'work', status: 'queued', limit: 1, offset: 0 });
    expect(page.total).toBe(2);
    expect(page.jobs.map(({ id }) => id)).toEqual([mine[1].id]);
    expect(here.jobs.list({ limit: 10, offset: 0 }).total).toBe(3);
    expect(here.jobs.list({ status: 'failed', limit: 10, offset: 0 })).toEqual({ jobs: [], total: 0 });
  });

  test('does not wait longer for a job than it was told to', async () => {
    const here = await room({ isStarted: false });
    const job = await submit(here, { act: 'sum', values: [] });
    expect(await here.jobs.wait(job.id, 10)).toMatchObject({ status: 'queued' });
  });
});

describe('What a kind of job settles', () => {
  const columns = (settle: JobKind<Act, { equity: Float64Array }>['settle'], settled?: () => void) => ({
    kind: 'columns',
    module: work.module,
    summarize: ({ equity }: { equity: Float64Array }) => ({ points: equity.length }),
    settle,
    settled,
  });

  test('is written in the transaction that completes the job, before anybody hears of it', async () => {
    const heard: string[] = [];
    const kind = columns(
      (job, { equity }) => {
        heard.push(`settle ${job.status}`);
        return [{ sql: 'INSERT INTO equity VALUES (?, ?)', parameters: [job.id, new Uint8Array(equity.buffer)] }];
      },
      () => heard.push('settled'),
    );
    const here = await room({ kinds: [kind] });
    await here.database.write([{ sql: 'CREATE TABLE equity (job TEXT, points BLOB)', parameters: [] }]);
    const job = await here.jobs.submit(kind, { act: 'columns', length: 3 }, { owner });
    expect(await result(here, job)).toMatchObject({ status: 'complete', result: { points: 3 } });
    const stored = here.database.get<{ points: Uint8Array }>('SELECT points FROM equity WHERE job = ?', [job.id]);
    expect(stored?.points).toHaveLength(24);
    expect(heard).toEqual(['settle complete', 'settled']);
  });

  test('that cannot be written fails the job and leaves nothing half done', async () => {
    const kind = columns(() => [
      { sql: 'INSERT INTO equity VALUES (1)', parameters: [] },
      { sql: 'INSERT INTO nowhere VALUES (1)', parameters: [] },
    ]);
    const here = await room({ kinds: [kind] });
    await here.database.write([{ sql: 'CREATE TABLE equity (x INTEGER)', parameters: [] }]);
    const job = await here.jobs.submit(kind, { act: 'columns', length: 3 }, { owner });
    expect(await result(here, job)).toMatchObject({ status: 'failed', result: null, error: { code: 'internal' } });
    expect(here.database.all('SELECT * FROM equity')).toEqual([]);
  });
});

describe('Stopping the server', () => {
  test('leaves a running job in line, and the next start takes it up from its checkpoint', async () => {
    const here = await room();
    const job = await submit(here, { act: 'count', to: 30, stepMs: 10 });
    await vi.waitFor(() => expect(here.jobs.get(job.id)?.progress?.done).toBeGreaterThan(5), { timeout: 10_000 });
    const later = await reopened(here);
    const ended = await result(later, job);
    expect(ended).toMatchObject({ status: 'complete', attempt: 1, result: { counted: 30 } });
    expect((ended.result as { from: number }).from).toBeGreaterThan(4);
  });

  test('does not wait for a job that does not listen', async () => {
    const here = await room({ graceMs: 50 });
    const job = await submit(here, { act: 'spin', isPolite: false });
    await untilRunning(here, job);
    const later = await reopened(here, { isStarted: false });
    expect(later.jobs.get(job.id)).toMatchObject({ status: 'queued', attempt: 0 });
  });

  test('ends the waiting of those who wait', async () => {
    const here = await room({ isStarted: false });
    const job = await submit(here, { act: 'sum', values: [] });
    const waited = here.jobs.wait(job.id, 60_000);
    await here.jobs.stop();
    expect(await waited).toMatchObject({ status: 'queued' });
  });
});

describe('After a crash of the process', () => {
  /** What a process that died leaves behind: a row that says running. */
  async function interrupted(here: Room, row: { attempt: number; cancelledBy?: string }): Promise<Job> {
    const job = await submit(here, { act: 'sum', values: [1] });
    await here.database.write([
      {
        sql: `UPDATE jobs SET status = 'running', attempt = ?, cancelled_by = ?, started_at = 1 WHERE id = ?`,
        parameters: [row.attempt, row.cancelledBy ?? null, job.id],
      },
    ]);
    return job;
  }

  test('what ran is run again, and counts as another attempt', async () => {
    const here = await room({ isStarted: false });
    const job = await interrupted(here, { attempt: 1 });
    await here.jobs.start();
    expect(await result(here, job)).toMatchObject({ status: 'complete', attempt: 2, result: { sum: 1 } });
  });

  test('what was cancelled stays cancelled', async () => {
    const here = await room({ isStarted: false });
    const job = await interrupted(here, { attempt: 1, cancelledBy: owner });
    await here.jobs.start();
    expect(await result(here, job)).toMatchObject({ status: 'cancelled', attempt: 1 });
  });

  test('what has taken the process down too often is given up', async () => {
    const here = await room({ isStarted: false });
    const job = await interrupted(here, { attempt: 3 });
    await here.jobs.start();
    expect(await result(here, job)).toMatchObject({ status: 'failed', error: { code: 'internal' } });
  });

  test('work that this version does not know waits for one that does, and blocks nobody', async () => {
    const strange: JobKind<Act, unknown> = { ...work, kind: 'strange' };
    const here = await room({ kinds: [work, strange], isStarted: false });
    const unknown = await here.jobs.submit(strange, { act: 'sum', values: [] }, { owner, priority: 9 });
    const later = await reopened(here, { kinds: [work] });
    expect(await result(later, await submit(later, { act: 'sum', values: [3] }))).toMatchObject({ status: 'complete' });
    expect(later.jobs.get(unknown.id)).toMatchObject({ status: 'queued' });
  });
});

describe('Old jobs', () => {
  test('are forgotten by age and by number; what has not ended stays', async () => {
    let now = Date.UTC(2026, 0, 1);
    const options: RoomOptions = { clock: { now: () => now }, keep: { days: 10, jobs: 2 } };
    const here = await room(options);
    const ancient = await result(here, await submit(here, { act: 'sum', values: [] }));
    now += 11 * 86_400_000;
    const recent: Job[] = [];
    for (let i = 0; i < 3; i++) recent.push(await result(here, await submit(here, { act: 'sum', values: [] })));
    const later = await reopened(here, options);
    expect(later.jobs.get(ancient.id)).toBeNull();
    expect(recent.map(({ id }) => later.jobs.get(id) !== null)).toEqual([false, true, true]);
  });
});
