import { scopesOf } from '@tradewind/contract/access.ts';
import { jobSchema } from '@tradewind/contract/doors/jobs.ts';
import { afterEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../platform/auth/caller.ts';
import { testApp } from '../../platform/http/test-app.ts';
import { openRoom, type Room, work } from '../../platform/jobs/test-room.ts';
import type { Act } from '../../platform/jobs/test-work.ts';
import { jobDoors } from './doors.ts';
import { JobService } from './service.ts';

const traderOf = (userId: string): Caller => ({
  userId,
  name: userId,
  role: 'trader',
  scopes: ['read', 'research'],
  via: 'key',
});
const holders: Readonly<Record<string, Caller>> = {
  'Bearer ada': traderOf('ada'),
  'Bearer bob': traderOf('bob'),
  'Bearer root': { ...traderOf('root'), role: 'admin', scopes: scopesOf.admin },
  // A key of the administrator's that was given less than all.
  'Bearer script': { ...traderOf('root'), role: 'admin' },
};
const authenticator = {
  authenticate: async ({ authorization = '' }) => holders[authorization] ?? null,
  redeemTicket: () => null,
  isCurrent: () => true,
};

const open: Room[] = [];
afterEach(async () => {
  for (const room of open.splice(0)) await room.close();
});

async function desk() {
  const room = await openRoom();
  open.push(room);
  const app = await testApp(jobDoors(new JobService(room.jobs)), { authenticator });
  const ask = async (method: 'GET' | 'DELETE', path: string, as: string) => {
    const response = await app.send({ method, url: `/api${path}`, headers: { authorization: `Bearer ${as}` } });
    return { status: response.statusCode, body: response.json() };
  };
  const submit = (owner: string, act: Act) => room.jobs.submit(work, act, { owner });
  return { ask, submit, jobs: room.jobs };
}

describe('The doors of jobs', () => {
  test('show a job with its result in the words of the contract', async () => {
    const { ask, submit, jobs } = await desk();
    const { id } = await submit('ada', { act: 'count', to: 2, stepMs: 1 });
    await jobs.wait(id, 20_000);
    const { status, body } = await ask('GET', `/jobs/${id}`, 'ada');
    expect(status).toBe(200);
    expect(jobSchema.parse(body)).toEqual({
      ...body,
      job_id: id,
      kind: 'work',
      owner: 'ada',
      status: 'complete',
      progress: { done: 2, total: 2, note: 'at 2' },
      eta_seconds: null,
      error: null,
      result: { counted: 2, from: 0 },
      attempt: 1,
    });
  });

  test('tell why a job failed, with its figures', async () => {
    const { ask, submit, jobs } = await desk();
    const { id } = await submit('ada', { act: 'refuse' });
    await jobs.wait(id, 20_000);
    const { body } = await ask('GET', `/jobs/${id}`, 'ada');
    expect(body.error).toEqual({ code: 'too_little_history', detail: '10 bars, 100 needed', have: 10, need: 100 });
  });

  test('list the caller’s own in pages, and everybody’s for an admin', async () => {
    const { ask, submit, jobs } = await desk();
    const mine = [await submit('ada', { act: 'sum', values: [] }), await submit('ada', { act: 'refuse' })];
    const his = await submit('bob', { act: 'sum', values: [] });
    for (const { id } of [...mine, his]) await jobs.wait(id, 20_000);
    const page = await ask('GET', '/jobs?limit=1', 'ada');
    expect(page.body).toMatchObject({ total: 2, limit: 1, offset: 0, jobs: [{ job_id: mine[1].id }] });
    expect((await ask('GET', '/jobs?status=failed', 'ada')).body.total).toBe(1);
    expect((await ask('GET', '/jobs?kind=other', 'ada')).body).toMatchObject({ total: 0, jobs: [] });
    expect((await ask('GET', '/jobs', 'root')).body.total).toBe(3);
    expect((await ask('GET', '/jobs?status=lost', 'ada')).status).toBe(400);
  });

  test('cancel a job and answer with it as it ended, keeping what it had', async () => {
    const { ask, submit } = await desk();
    const { id } = await submit('ada', { act: 'count', to: 100_000, stepMs: 1 });
    const { status, body } = await ask('DELETE', `/jobs/${id}`, 'ada');
    expect([status, body.status, body.job_id]).toEqual([200, 'cancelled', id]);
    expect((await ask('DELETE', `/jobs/${id}`, 'ada')).body).toEqual(body);
  });

  test('do not let anybody see or stop what is somebody else’s', async () => {
    const { ask, submit, jobs } = await desk();
    const { id } = await submit('ada', { act: 'count', to: 100_000, stepMs: 1 });
    expect((await ask('GET', `/jobs/${id}`, 'bob')).status).toBe(404);
    expect((await ask('DELETE', `/jobs/${id}`, 'bob')).status).toBe(404);
    expect((await ask('GET', `/jobs/${id}`, 'script')).status).toBe(404);
    expect((await ask('DELETE', `/jobs/${id}`, 'script')).status).toBe(404);
    expect((await ask('GET', '/jobs', 'script')).body.total).toBe(0);
    expect((await ask('GET', '/jobs/none', 'ada')).body).toMatchObject({ status: 404, code: 'not_found' });
    expect(jobs.get(id)?.status).not.toBe('cancelled');
    expect((await ask('DELETE', `/jobs/${id}`, 'root')).body.status).toBe('cancelled');
  });
});
