import { afterEach, describe, expect, it } from 'vitest';
import { type Desk, openDesk } from './test-desk.ts';

const desks: Desk[] = [];
const open = async (...options: Parameters<typeof openDesk>) => {
  const desk = await openDesk(...options);
  desks.push(desk);
  return desk;
};
afterEach(async () => {
  for (const desk of desks.splice(0)) await desk.close();
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const statusOf = async (desk: Desk, token: string) => (await desk.send('GET', '/auth/users', bearer(token))).status;

describe('the first start', () => {
  it('makes an administrator and a key, and says both once', async () => {
    const desk = await open();
    expect(desk.first.user).toBe('admin');
    expect((await desk.login('admin', desk.first.password)).status).toBe(200);
    expect(await statusOf(desk, String(desk.first.apiKey))).toBe(200);
    expect((await desk.restart()).first).toBeNull();
    expect(await statusOf(desk, String(desk.first.apiKey))).toBe(200);
  });

  it('makes different secrets each time', async () => {
    const [one, other] = [await open(), await open()];
    expect(one.first.password).not.toBe(other.first.password);
    expect(one.first.apiKey).not.toBe(other.first.apiKey);
    expect(one.first.password.length).toBeGreaterThanOrEqual(20);
  });

  it('takes TRADEWIND_ADMIN_TOKEN for the key and makes no other', async () => {
    const desk = await open({ adminToken: 'my-own-token' });
    expect(desk.first.apiKey).toBeNull();
    expect(await statusOf(desk, 'my-own-token')).toBe(200);
    const { data } = await desk.send('GET', '/auth/keys', desk.admin);
    expect(data.keys).toEqual([expect.objectContaining({ origin: 'environment', name: 'TRADEWIND_ADMIN_TOKEN' })]);
  });
});

describe('TRADEWIND_ADMIN_TOKEN on a later start', () => {
  it('replaces the earlier one when it changed', async () => {
    const desk = await open({ adminToken: 'my-own-token' });
    await desk.restart({ adminToken: 'my-next-token' });
    expect(await statusOf(desk, 'my-own-token')).toBe(401);
    expect(await statusOf(desk, 'my-next-token')).toBe(200);
    await desk.restart({ adminToken: 'my-next-token' });
    const { data } = await desk.send('GET', '/auth/audit?action=key.adopt', bearer('my-next-token'));
    expect(data.total).toBe(2);
  });

  it('leaves other keys and the password alone', async () => {
    const desk = await open();
    await desk.restart({ adminToken: 'my-own-token' });
    expect(await statusOf(desk, 'my-own-token')).toBe(200);
    expect(await statusOf(desk, String(desk.first.apiKey))).toBe(200);
    expect((await desk.login('admin', desk.first.password)).status).toBe(200);
  });

  it('may be a key that was made here before', async () => {
    const desk = await open();
    await desk.restart({ adminToken: String(desk.first.apiKey) });
    const { data } = await desk.send('GET', '/auth/keys', desk.admin);
    expect(data.keys).toEqual([expect.objectContaining({ origin: 'environment' })]);
  });

  it('stays good when it is no longer set, until it is revoked', async () => {
    const desk = await open({ adminToken: 'my-own-token' });
    await desk.restart({});
    expect(await statusOf(desk, 'my-own-token')).toBe(200);
    const { data } = await desk.send('GET', '/auth/keys', desk.admin);
    await desk.send('DELETE', `/auth/keys/${data.keys[0].key_id}`, desk.admin);
    expect(await statusOf(desk, 'my-own-token')).toBe(401);
  });
});

describe('authentication switched off', () => {
  it('lets everybody on this machine be the administrator, with keys and tickets', async () => {
    const desk = await open({ auth: false });
    const { data } = await desk.send('GET', '/auth/me', {});
    expect(data).toMatchObject({ user: 'admin', role: 'admin', via: 'open', csrf_token: null, expires_at: null });
    const key = await desk.send('POST', '/auth/keys', {}, { name: 'for later' });
    expect(key.status).toBe(201);
    expect((await desk.send('POST', '/ws-tickets', {})).status).toBe(200);
    await desk.restart({ auth: true });
    expect(await statusOf(desk, key.data.secret)).toBe(200);
    expect((await desk.send('GET', '/auth/me', {})).status).toBe(401);
  });
});
