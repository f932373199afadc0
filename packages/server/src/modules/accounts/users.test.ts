import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Desk, openDesk, password } from './test-desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.close();
});

const statusOf = async (headers: Record<string, string>) => (await desk.send('GET', '/auth/me', headers)).status;
const change = (userId: string, body: object) => desk.send('PUT', `/auth/users/${userId}`, desk.admin, body);
const adminId = async (): Promise<string> => (await desk.send('GET', '/auth/me', desk.admin)).data.user_id;

describe('users', () => {
  it('are added, listed by name in pages, and removed', async () => {
    const bob = await desk.hire('bob', 'viewer');
    await desk.hire('ana', 'trader');
    const { data } = await desk.send('GET', '/auth/users?limit=2&offset=1', desk.admin);
    expect(data).toMatchObject({ total: 3, limit: 2, offset: 1 });
    expect(data.users.map(({ user }: { user: string }) => user)).toEqual(['ana', 'bob']);
    expect(data.users[1]).toEqual({
      user_id: bob,
      user: 'bob',
      role: 'viewer',
      disabled: false,
      created_at: '2026-11-20T12:00:00.000Z',
      last_login_at: null,
    });
    expect((await desk.send('DELETE', `/auth/users/${bob}`, desk.admin)).status).toBe(200);
    expect((await desk.send('DELETE', `/auth/users/${bob}`, desk.admin)).status).toBe(404);
    expect((await change(bob, { role: 'admin' })).status).toBe(404);
    expect((await desk.login('bob', password)).status).toBe(401);
  });

  it('have names of their own', async () => {
    await desk.hire('ana', 'trader');
    const again = { user: 'ana', role: 'admin', password };
    const both = await Promise.all([
      desk.send('POST', '/auth/users', desk.admin, again),
      desk.send('POST', '/auth/users', desk.admin, { ...again, user: 'bob' }),
      desk.send('POST', '/auth/users', desk.admin, { ...again, user: 'bob' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it.each([
    [{ user: 'Ana', role: 'viewer', password }, '/body/user'],
    [{ user: 'ana', role: 'boss', password }, '/body/role'],
    [{ user: 'ana', role: 'viewer', password: 'short' }, '/body/password'],
    [{ user: 'ana', role: 'viewer', password, extra: 1 }, '/body/extra'],
  ])('are refused as %j', async (body, pointer) => {
    const { status, data } = await desk.send('POST', '/auth/users', desk.admin, body);
    expect(status).toBe(400);
    expect(data.errors[0].pointer).toBe(pointer);
  });

  it.each([
    ['a new role', { role: 'viewer' }],
    ['a new password', { password: 'another long password' }],
    ['being disabled', { disabled: true }],
  ])('lose their sessions at once by %s', async (_, body) => {
    const ana = await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    expect(await statusOf(session)).toBe(200);
    expect((await change(ana, body)).status).toBe(200);
    expect(await statusOf(session)).toBe(401);
    await desk.restart();
    expect(await statusOf(session)).toBe(401);
  });

  it('keep their sessions when nothing changes', async () => {
    const ana = await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    expect((await change(ana, { role: 'trader', disabled: false })).status).toBe(200);
    expect(await statusOf(session)).toBe(200);
  });

  it('who are disabled lose their keys for good, and can come back with a password', async () => {
    const ana = await desk.hire('ana', 'trader');
    const { headers } = await desk.keyFor('ana');
    expect(await statusOf(headers)).toBe(200);
    await change(ana, { disabled: true });
    expect(await statusOf(headers)).toBe(401);
    await change(ana, { disabled: false });
    expect(await statusOf(headers)).toBe(401);
    expect((await desk.login('ana', password)).status).toBe(200);
  });

  it('who get a lesser role have lesser keys at once', async () => {
    const ana = await desk.hire('ana', 'admin');
    const { headers } = await desk.keyFor('ana');
    expect((await desk.send('GET', '/auth/users', headers)).status).toBe(200);
    await change(ana, { role: 'viewer' });
    expect((await desk.send('GET', '/auth/users', headers)).status).toBe(403);
    expect((await desk.send('GET', '/auth/me', headers)).data.scopes).toEqual(['read']);
  });

  it('who locked themselves out are let in by a new password', async () => {
    const ana = await desk.hire('ana', 'trader');
    for (let attempt = 0; attempt < 5; attempt += 1) await desk.login('ana', 'wrong');
    await change(ana, { password: 'another long password' });
    expect((await desk.login('ana', 'another long password')).status).toBe(200);
  });

  it('do not change their own password here, where nobody asks for the current one', async () => {
    expect((await change(await adminId(), { password: 'another long password' })).status).toBe(409);
  });
});

describe('the last administrator', () => {
  it.each([
    ['removed', (id: string) => desk.send('DELETE', `/auth/users/${id}`, desk.admin)],
    ['disabled', (id: string) => change(id, { disabled: true })],
    ['given another role', (id: string) => change(id, { role: 'risk_officer' })],
  ])('cannot be %s', async (_, attempt) => {
    const id = await adminId();
    const gone = await desk.hire('ana', 'admin');
    await change(gone, { disabled: true });
    expect(await attempt(id)).toMatchObject({ status: 409, data: { code: 'conflict' } });
    expect(await statusOf(desk.admin)).toBe(200);
    expect((await desk.login('admin', desk.first.password)).status).toBe(200);
  });

  it('stays when all administrators are dismissed at the same time', async () => {
    const ids = [await adminId(), await desk.hire('ana', 'admin'), await desk.hire('bob', 'admin')];
    const { users, authenticator } = desk.accounts;
    const caller = await authenticator.authenticate({ ...desk.admin, method: 'DELETE' });
    if (!caller) throw new Error('the first key was not taken');
    const ends = await Promise.allSettled(ids.map((id) => users.remove({ caller, ip: '192.0.2.7' }, id)));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(users.list().map(({ name }) => name)).toEqual(['bob']);
  });
});

describe('who may not', () => {
  const doors: ['GET' | 'POST' | 'PUT' | 'DELETE', string, object?][] = [
    ['GET', '/auth/users'],
    ['POST', '/auth/users', { user: 'eve', role: 'admin', password }],
    ['PUT', '/auth/users/x', { role: 'admin' }],
    ['DELETE', '/auth/users/x'],
    ['GET', '/auth/audit'],
    ['GET', '/auth/audit/verify'],
  ];

  it.each(['viewer', 'trader', 'risk_officer'] as const)(
    'a %s’s key opens no door of an administrator',
    async (role) => {
      await desk.hire('ana', role);
      const { headers } = await desk.keyFor('ana');
      for (const [method, path, body] of doors) {
        expect(await desk.send(method, path, headers, body), `${method} ${path}`).toMatchObject({
          status: 403,
          data: { code: 'forbidden' },
        });
      }
      expect(desk.accounts.users.list()).toHaveLength(2);
    },
  );

  it('a stranger opens no door but that of logging in', async () => {
    const more: typeof doors = [
      ['GET', '/auth/me'],
      ['POST', '/auth/logout'],
      ['PUT', '/auth/password', { current_password: 'x', new_password: password }],
      ['GET', '/auth/keys'],
      ['POST', '/auth/keys', { name: 'x' }],
      ['DELETE', '/auth/keys/x'],
      ['POST', '/ws-tickets'],
    ];
    for (const [method, path, body] of [...doors, ...more]) {
      expect((await desk.send(method, path, {}, body)).status, `${method} ${path}`).toBe(401);
    }
  });
});
