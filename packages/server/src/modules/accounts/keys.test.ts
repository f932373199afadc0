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

describe('API keys', () => {
  it('are shown once, and stored only as a hash', async () => {
    await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    const made = await desk.send('POST', '/auth/keys', session, { name: 'robot', scopes: ['trade', 'read'] });
    expect(made).toMatchObject({ status: 201, data: { name: 'robot', scopes: ['read', 'trade'], origin: 'made' } });
    const { secret, ...shown } = made.data;
    expect(secret).toMatch(/^tw_[\w-]{43}$/);
    const { data } = await desk.send('GET', '/auth/keys', session);
    expect(data).toEqual({ keys: [shown], total: 1, limit: 20, offset: 0 });
    expect(JSON.stringify(desk.store.database.all('SELECT * FROM accounts_keys'))).not.toContain(secret);
    expect(JSON.stringify(desk.store.database.all('SELECT * FROM auth_audit'))).not.toContain(secret);
  });

  it('are refused on the next call after they were revoked', async () => {
    await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    const { headers, keyId } = await desk.keyFor('ana');
    expect(await statusOf(headers)).toBe(200);
    expect((await desk.send('DELETE', `/auth/keys/${keyId}`, session)).status).toBe(200);
    expect(await statusOf(headers)).toBe(401);
    expect((await desk.send('DELETE', `/auth/keys/${keyId}`, session)).status).toBe(404);
    await desk.restart();
    expect(await statusOf(headers)).toBe(401);
  });

  it('have no scope their owner has not', async () => {
    await desk.hire('ana', 'risk_officer');
    const { session } = await desk.login('ana', password);
    const beyond = await desk.send('POST', '/auth/keys', session, { name: 'x', scopes: ['stop', 'trade'] });
    expect(beyond).toMatchObject({
      status: 403,
      data: { code: 'forbidden', detail: expect.stringContaining('trade') },
    });
  });

  it('are not made for a user who is being disabled', async () => {
    const ana = await desk.hire('ana', 'trader');
    const { headers } = await desk.keyFor('ana');
    const { users, keys, authenticator } = desk.accounts;
    const by = async (who: typeof headers) => {
      const caller = await authenticator.authenticate({ ...who, method: 'POST' });
      return { caller: { ...caller, via: 'session' } as NonNullable<typeof caller>, ip: '192.0.2.7' };
    };
    const [admin, trader] = [await by(desk.admin), await by(headers)];
    const disabling = users.change(admin, ana, { isDisabled: true, revokeKeys: false });
    const making = keys.create(trader, { name: 'just in time', expiresAt: null });
    await expect(making).rejects.toMatchObject({ code: 'conflict' });
    await disabling;
    expect((await desk.send('GET', `/auth/keys?user_id=${ana}`, desk.admin)).data.total).toBe(0);
  });

  it('run out', async () => {
    await desk.hire('ana', 'viewer');
    const { session } = await desk.login('ana', password);
    const past = await desk.send('POST', '/auth/keys', session, { name: 'x', expires_at: '2026-11-20T12:00:00Z' });
    expect(past).toMatchObject({ status: 400, data: { errors: [{ pointer: '/body/expires_at' }] } });
    const made = await desk.send('POST', '/auth/keys', session, { name: 'x', expires_at: '2026-11-20T13:00:00Z' });
    const headers = { authorization: `Bearer ${made.data.secret}` };
    expect((await desk.send('GET', '/auth/me', headers)).data.expires_at).toBe('2026-11-20T13:00:00.000Z');
    desk.clock.advance(3_600_000);
    expect(await statusOf(headers)).toBe(401);
  });

  it('make no keys and revoke no others, unless they have the scope admin', async () => {
    await desk.hire('ana', 'trader');
    const one = await desk.keyFor('ana');
    const other = await desk.keyFor('ana');
    expect((await desk.send('POST', '/auth/keys', one.headers, { name: 'successor' })).status).toBe(403);
    expect((await desk.send('DELETE', `/auth/keys/${other.keyId}`, one.headers)).status).toBe(403);
    expect((await desk.send('DELETE', `/auth/keys/${one.keyId}`, one.headers)).status).toBe(200);
    expect(await statusOf(one.headers)).toBe(401);
    expect((await desk.send('POST', '/auth/keys', desk.admin, { name: 'more' })).status).toBe(201);
  });

  it('of an administrator that has only the scope read cannot be used to get the others', async () => {
    await desk.hire('ana', 'admin');
    const { headers } = await desk.keyFor('ana', ['read']);
    expect((await desk.send('POST', '/auth/keys', headers, { name: 'x', scopes: ['admin'] })).status).toBe(403);
    expect((await desk.send('GET', '/auth/users', headers)).status).toBe(403);
  });

  it('made by a key do not outlive it', async () => {
    await desk.hire('ana', 'admin');
    const { session } = await desk.login('ana', password);
    const day = { name: 'day', expires_at: '2026-11-21T12:00:00Z' };
    const { data } = await desk.send('POST', '/auth/keys', session, day);
    const headers = { authorization: `Bearer ${data.secret}` };
    const heir = await desk.send('POST', '/auth/keys', headers, { name: 'heir' });
    expect(heir.data.expires_at).toBe('2026-11-21T12:00:00.000Z');
    const late = await desk.send('POST', '/auth/keys', headers, { name: 'late', expires_at: '2027-01-01T00:00:00Z' });
    expect(late.status).toBe(403);
  });

  it('of others are for administrators to see and to revoke', async () => {
    const ana = await desk.hire('ana', 'trader');
    const bob = await desk.hire('bob', 'trader');
    const { keyId } = await desk.keyFor('ana');
    const { session } = await desk.login('bob', password);
    expect((await desk.send('GET', `/auth/keys?user_id=${ana}`, session)).status).toBe(403);
    expect((await desk.send('GET', `/auth/keys?user_id=${bob}`, session)).data.total).toBe(0);
    expect((await desk.send('DELETE', `/auth/keys/${keyId}`, session)).status).toBe(404);
    expect((await desk.send('GET', `/auth/keys?user_id=${ana}`, desk.admin)).data.keys[0].key_id).toBe(keyId);
    expect((await desk.send('DELETE', `/auth/keys/${keyId}`, desk.admin)).status).toBe(200);
  });

  it('say when they were last used, also after a restart', async () => {
    await desk.hire('ana', 'trader');
    const { headers } = await desk.keyFor('ana');
    const lastUsed = async () => (await desk.send('GET', '/auth/keys', headers)).data.keys[0].last_used_at;
    expect(await lastUsed()).toBe('2026-11-20T12:00:00.000Z');
    desk.clock.advance(90_000);
    expect(await lastUsed()).toBe('2026-11-20T12:01:30.000Z');
    await desk.restart();
    const { session } = await desk.login('ana', password);
    expect((await desk.send('GET', '/auth/keys', session)).data.keys[0].last_used_at).toBe('2026-11-20T12:01:30.000Z');
  });
});

describe('a ticket', () => {
  it('is given to a caller for half a minute and is theirs once', async () => {
    await desk.hire('ana', 'trader');
    const { headers } = await desk.keyFor('ana', ['read']);
    const { status, data } = await desk.send('POST', '/ws-tickets', headers, {});
    expect(status).toBe(200);
    expect(data.expires_at).toBe('2026-11-20T12:00:30.000Z');
    const caller = desk.accounts.authenticator.redeemTicket(data.ticket);
    expect(caller).toMatchObject({ name: 'ana', scopes: ['read'], via: 'ticket' });
    expect(desk.accounts.authenticator.redeemTicket(data.ticket)).toBeNull();
  });

  it('opens no door: it is for channels only', async () => {
    const { data } = await desk.send('POST', '/ws-tickets', desk.admin);
    expect(await statusOf({ authorization: `Bearer ${data.ticket}` })).toBe(401);
  });
});

describe('the audit trail', () => {
  it('tells of every change here, by whom and from where, and that it is whole', async () => {
    const ana = await desk.hire('ana', 'trader');
    await desk.login('ana', 'wrong');
    const { keyId } = await desk.keyFor('ana');
    await desk.send('PUT', `/auth/users/${ana}`, desk.admin, { role: 'viewer', password: 'another long password' });
    await desk.send('DELETE', `/auth/users/${ana}`, desk.admin);
    const { data } = await desk.send('GET', '/auth/audit', desk.admin);
    const told = data.entries.map((entry: Record<string, unknown>) => [
      entry.action,
      entry.user,
      entry.target,
      entry.outcome,
    ]);
    expect(told.reverse()).toEqual([
      ['admin.create', null, 'admin', 'done'],
      ['user.create', 'admin', 'ana', 'done'],
      ['login', null, 'ana', 'failed'],
      ['login', 'ana', 'ana', 'done'],
      ['key.create', 'ana', keyId, 'done'],
      ['user.change', 'admin', 'ana', 'done'],
      ['user.remove', 'admin', 'ana', 'done'],
    ]);
    expect(data.entries[1]).toMatchObject({
      ip: '127.0.0.1',
      via: 'key',
      detail: { role: 'viewer', new_password: true, revoke_keys: false },
    });
    expect(JSON.stringify(data)).not.toContain('another long password');
    const { data: verdict } = await desk.send('GET', '/auth/audit/verify', desk.admin);
    expect(verdict).toEqual({ intact: true, entries: 7, head: data.entries[0].hash, broken_at: null, reason: null });
  });

  it('tells of a refusal to lose the last administrator', async () => {
    const { data: me } = await desk.send('GET', '/auth/me', desk.admin);
    await desk.send('DELETE', `/auth/users/${me.user_id}`, desk.admin);
    const { data } = await desk.send('GET', '/auth/audit?action=user.remove', desk.admin);
    expect(data.entries).toEqual([expect.objectContaining({ target: 'admin', outcome: 'refused' })]);
  });
});
