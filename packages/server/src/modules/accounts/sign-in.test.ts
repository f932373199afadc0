import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cheapCost, type Desk, openDesk, password } from './test-desk.ts';

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.close();
});

describe('logging in', () => {
  it('gives a cookie no script can read and no other site can send, and the CSRF token', async () => {
    await desk.hire('ana', 'trader');
    const { status, data, cookie } = await desk.login('Ana', password);
    expect(status).toBe(200);
    expect(data).toMatchObject({ user: 'ana', role: 'trader', scopes: ['read', 'research', 'trade', 'stop'] });
    expect(data.expires_at).toBe('2026-11-27T12:00:00.000Z');
    expect(cookie).toMatch(/^tradewind_session=tw_[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/);
    expect(JSON.stringify(data)).not.toContain(String(cookie).slice(18, 60));
  });

  it('asks for HTTPS behind a TLS proxy', async () => {
    await desk.hire('ana', 'trader');
    await desk.restart({ behindTlsProxy: true });
    expect((await desk.login('ana', password)).cookie).toMatch(/; Secure$/);
  });

  it('answers the same to a wrong password, an unknown name and a disabled user', async () => {
    await desk.hire('ana', 'viewer');
    const bob = await desk.hire('bob', 'viewer');
    await desk.send('PUT', `/auth/users/${bob}`, desk.admin, { disabled: true });
    const refusals = [];
    for (const [user, secret] of [
      ['ana', 'wrong'],
      ['nobody', password],
      ['bob', password],
    ]) {
      const { status, data, cookie } = await desk.login(user, secret);
      const { request_id: _, ...rest } = data;
      refusals.push({ status, rest, cookie });
    }
    expect(refusals[0]).toMatchObject({ status: 401, rest: { code: 'bad_credentials' } });
    expect(refusals[1]).toEqual(refusals[0]);
    expect(refusals[2]).toEqual(refusals[0]);
  });

  it('works with the session it gave: reading by the cookie alone, changing only with its CSRF token', async () => {
    await desk.hire('ana', 'trader');
    const { cookieOnly, session } = await desk.login('ana', password);
    expect((await desk.send('GET', '/auth/me', cookieOnly)).data).toMatchObject({
      user: 'ana',
      via: 'session',
      csrf_token: session['x-csrf-token'],
    });
    const stolen = await desk.send('POST', '/auth/keys', cookieOnly, { name: 'thief' });
    expect(stolen).toMatchObject({ status: 403, data: { code: 'csrf' } });
    expect((await desk.send('POST', '/auth/keys', session, { name: 'mine' })).status).toBe(201);
    expect((await desk.send('GET', '/auth/keys', cookieOnly)).data.total).toBe(1);
  });

  it('locks after five wrong passwords, tells when to come back, and leaves sessions and keys alone', async () => {
    await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await desk.login('ana', 'wrong')).status).toBe(401);
    const locked = await desk.login('ana', password);
    expect(locked).toMatchObject({ status: 429, data: { code: 'locked_out' } });
    expect((await desk.send('GET', '/auth/me', session)).status).toBe(200);

    await desk.restart();
    expect((await desk.login('ana', password)).status).toBe(429);
    desk.clock.advance(30_000);
    expect((await desk.login('ana', password)).status).toBe(200);
  });

  it('hashes the password anew when the cost was raised, and nobody notices', async () => {
    await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    const stored = () =>
      desk.store.database.get<{ password: string }>(`SELECT password FROM accounts_users WHERE name = 'ana'`);
    await desk.restart({}, { ...cheapCost, passes: 2 });
    expect(stored()?.password).toContain('t=1');
    expect((await desk.login('ana', password)).status).toBe(200);
    expect(stored()?.password).toContain('t=2');
    expect((await desk.send('GET', '/auth/me', session)).status).toBe(200);
    expect((await desk.login('ana', password)).status).toBe(200);
  });
});

describe('logging out', () => {
  it('ends this session and no other, at once and for good', async () => {
    await desk.hire('ana', 'viewer');
    const here = await desk.login('ana', password);
    const there = await desk.login('ana', password);
    const out = await desk.send('POST', '/auth/logout', here.session);
    expect(out).toMatchObject({ status: 200, data: { status: 'logged_out' } });
    expect(out.cookie).toContain('tradewind_session=; Path=/; Max-Age=0');
    expect((await desk.send('GET', '/auth/me', here.session)).status).toBe(401);
    expect((await desk.send('GET', '/auth/me', there.session)).status).toBe(200);
    await desk.restart();
    expect((await desk.send('GET', '/auth/me', here.session)).status).toBe(401);
    expect((await desk.send('GET', '/auth/me', there.session)).status).toBe(200);
  });

  it('is nothing to a program with a key', async () => {
    expect((await desk.send('POST', '/auth/logout', desk.admin)).status).toBe(200);
    expect((await desk.send('GET', '/auth/me', desk.admin)).status).toBe(200);
  });
});

describe('changing one’s password', () => {
  const next = 'a new and longer password';

  it('ends all sessions and gives the one that asked a new one', async () => {
    await desk.hire('ana', 'trader');
    const other = await desk.login('ana', password);
    const { session } = await desk.login('ana', password);
    const change = { current_password: password, new_password: next };
    const changed = await desk.send('PUT', '/auth/password', session, change);
    expect(changed.status).toBe(200);
    for (const old of [other.session, session]) expect((await desk.send('GET', '/auth/me', old)).status).toBe(401);
    const renewed = { cookie: String(changed.cookie).split(';')[0], 'x-csrf-token': changed.data.session.csrf_token };
    expect((await desk.send('POST', '/ws-tickets', renewed)).status).toBe(200);
    expect((await desk.login('ana', password)).status).toBe(401);
    expect((await desk.login('ana', next)).status).toBe(200);
  });

  it('leaves keys alone unless told to revoke them', async () => {
    await desk.hire('ana', 'trader');
    const { headers } = await desk.keyFor('ana');
    const first = await desk.login('ana', password);
    const change = { current_password: password, new_password: next };
    await desk.send('PUT', '/auth/password', first.session, change);
    expect((await desk.send('GET', '/auth/me', headers)).status).toBe(200);
    const second = await desk.login('ana', next);
    const back = { current_password: next, new_password: password, revoke_keys: true };
    await desk.send('PUT', '/auth/password', second.session, back);
    expect((await desk.send('GET', '/auth/me', headers)).status).toBe(401);
  });

  it('needs the current one, and guessing it is locked', async () => {
    await desk.hire('ana', 'trader');
    const { session } = await desk.login('ana', password);
    const guess = { current_password: 'a guess', new_password: next };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expect((await desk.send('PUT', '/auth/password', session, guess)).data.code).toBe('bad_credentials');
    }
    const right = { current_password: password, new_password: next };
    expect((await desk.send('PUT', '/auth/password', session, right)).status).toBe(429);
  });

  it('while somebody logs in with the old one leaves them outside', async () => {
    const ana = await desk.hire('ana', 'trader');
    const [{ status, session }] = await Promise.all([
      desk.login('ana', password),
      desk.send('PUT', `/auth/users/${ana}`, desk.admin, { password: next }),
    ]);
    if (status === 200) expect((await desk.send('GET', '/auth/me', session)).status).toBe(401);
    else expect(status).toBe(401);
  });
});
