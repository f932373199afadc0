import type { Role, Scope } from '@tradewind/contract/access.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAuthenticator, createOpenAuthenticator, sessionCookie } from './authenticator.ts';
import type { Authenticator } from './caller.ts';
import type { Account, ApiKey, Directory } from './directory.ts';
import { authMigrations } from './migrations.ts';
import { Sessions } from './sessions.ts';
import { openTestDatabase, type TestClock, type TestDatabase, testClock } from './test-database.ts';
import { Tickets } from './tickets.ts';
import { digestOf, mintToken } from './tokens.ts';

/** The desk's accounts, as plain as the port allows. */
class Desk implements Directory {
  readonly accounts = new Map<string, Account>();
  readonly keys = new Map<string, ApiKey>();
  readonly digests = new Map<string, string>();
  readonly used: string[] = [];

  add(role: Role): Account {
    const account = { userId: `id-${role}`, name: role, role, isDisabled: false, generation: 1 };
    this.accounts.set(account.userId, account);
    return account;
  }

  change(userId: string, change: Partial<Account>): void {
    this.accounts.set(userId, { ...(this.accounts.get(userId) as Account), ...change });
  }

  addKey(userId: string, scopes: Scope[], expiresAt: number | null = null): { token: string; keyId: string } {
    const token = mintToken();
    const keyId = `key-${this.keys.size}`;
    this.keys.set(keyId, { keyId, userId, scopes, expiresAt });
    this.digests.set(digestOf(token), keyId);
    return { token, keyId };
  }

  account(userId: string) {
    return this.accounts.get(userId);
  }
  key(keyId: string) {
    return this.keys.get(keyId);
  }
  keyByDigest(digest: string) {
    return this.keys.get(this.digests.get(digest) ?? '');
  }
  noteUse(key: ApiKey) {
    this.used.push(key.keyId);
  }
  firstAdmin() {
    return this.account('id-admin');
  }
}

let store: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase(authMigrations);
});
afterAll(() => store.close());

let clock: TestClock;
let desk: Desk;
let sessions: Sessions;
let tickets: Tickets;
let authenticator: Authenticator;
beforeEach(() => {
  clock = testClock();
  desk = new Desk();
  for (const role of ['viewer', 'trader', 'risk_officer', 'admin'] as const) desk.add(role);
  sessions = new Sessions({
    database: store.database,
    clock,
    report: (error) => {
      throw error;
    },
  });
  tickets = new Tickets(clock);
  authenticator = createAuthenticator({ directory: desk, sessions, tickets, clock });
});

const from = { method: 'GET' };
const bearer = (token: string) => authenticator.authenticate({ ...from, authorization: `Bearer ${token}` });

describe('an API key', () => {
  it('proves its owner with no more than its scopes', async () => {
    const { token, keyId } = desk.addKey('id-trader', ['read', 'research']);
    expect(await bearer(token)).toEqual({
      userId: 'id-trader',
      name: 'trader',
      role: 'trader',
      scopes: ['read', 'research'],
      via: 'key',
      keyId,
    });
    expect(desk.used).toEqual([keyId]);
  });

  it('never does more than the role of its owner allows today', async () => {
    const { token } = desk.addKey('id-trader', ['read', 'trade']);
    desk.change('id-trader', { role: 'viewer' });
    expect((await bearer(token))?.scopes).toEqual(['read']);
  });

  it('is refused once it is revoked, has run out, or its owner is disabled', async () => {
    const revoked = desk.addKey('id-viewer', ['read']);
    desk.keys.delete(revoked.keyId);
    expect(await bearer(revoked.token)).toBeNull();

    const brief = desk.addKey('id-viewer', ['read'], clock.now() + 1000);
    expect(await bearer(brief.token)).not.toBeNull();
    clock.advance(1000);
    expect(await bearer(brief.token)).toBeNull();

    const owned = desk.addKey('id-viewer', ['read']);
    desk.change('id-viewer', { isDisabled: true });
    expect(await bearer(owned.token)).toBeNull();
  });

  it.each(['', 'Bearer', 'Bearer ', 'Basic YWRtaW46YWRtaW4=', 'Bearer a b', 'Bearer tw_unknown'])(
    'is not found in the header "%s"',
    async (authorization) => {
      expect(await authenticator.authenticate({ ...from, authorization })).toBeNull();
    },
  );

  it('that is bad is refused even beside a good cookie', async () => {
    const { token } = await sessions.open('id-admin', 1);
    const cookie = `${sessionCookie}=${token}`;
    expect(await authenticator.authenticate({ ...from, cookie, authorization: 'Bearer tw_bad' })).toBeNull();
  });
});

describe('a session cookie', () => {
  const byCookie = (token: string, more: { method?: string; csrf?: string } = {}) =>
    authenticator.authenticate({ ...from, cookie: `theme=dark; ${sessionCookie}=${token}; x=y`, ...more });

  it('proves its user with all scopes of the role', async () => {
    const { token, session } = await sessions.open('id-risk_officer', 1);
    expect(await byCookie(token)).toEqual({
      userId: 'id-risk_officer',
      name: 'risk_officer',
      role: 'risk_officer',
      scopes: ['read', 'research', 'stop'],
      via: 'session',
      sessionId: session.sessionId,
    });
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'post'])('cannot %s without its own CSRF token', async (method) => {
    const { token, session } = await sessions.open('id-admin', 1);
    const other = await sessions.open('id-admin', 1);
    await expect(byCookie(token, { method })).rejects.toMatchObject({ code: 'csrf' });
    await expect(byCookie(token, { method, csrf: '' })).rejects.toMatchObject({ code: 'csrf' });
    await expect(byCookie(token, { method, csrf: other.session.csrf })).rejects.toMatchObject({ code: 'csrf' });
    expect(await byCookie(token, { method, csrf: session.csrf })).not.toBeNull();
  });

  it('tells nothing of CSRF to whom it does not know', async () => {
    expect(await byCookie('tw_unknown', { method: 'POST' })).toBeNull();
  });

  it('ends at once when the account gets a new generation, is disabled or is removed', async () => {
    const { token } = await sessions.open('id-trader', 1);
    expect(await byCookie(token)).not.toBeNull();
    desk.change('id-trader', { generation: 2 });
    expect(await byCookie(token)).toBeNull();

    const second = await sessions.open('id-trader', 2);
    desk.change('id-trader', { isDisabled: true });
    expect(await byCookie(second.token)).toBeNull();

    const third = await sessions.open('id-viewer', 1);
    desk.accounts.delete('id-viewer');
    expect(await byCookie(third.token)).toBeNull();
  });

  it('of another name is not looked at', async () => {
    const { token } = await sessions.open('id-admin', 1);
    const cookie = `x${sessionCookie}=${token}; ${sessionCookie}x=${token}`;
    expect(await authenticator.authenticate({ ...from, cookie })).toBeNull();
    expect(await authenticator.authenticate(from)).toBeNull();
  });
});

describe('a ticket', () => {
  it('opens one connection for the caller it was issued to', async () => {
    const { token } = desk.addKey('id-trader', ['read']);
    const caller = await bearer(token);
    const { ticket } = tickets.issue(caller as NonNullable<typeof caller>);
    expect(authenticator.redeemTicket(ticket)).toMatchObject({ name: 'trader', scopes: ['read'], via: 'ticket' });
    expect(authenticator.redeemTicket(ticket)).toBeNull();
  });

  it('is worth nothing once the key behind it is revoked', async () => {
    const { token, keyId } = desk.addKey('id-trader', ['read']);
    const caller = await bearer(token);
    const { ticket } = tickets.issue(caller as NonNullable<typeof caller>);
    desk.keys.delete(keyId);
    expect(authenticator.redeemTicket(ticket)).toBeNull();
  });

  it('leaves a connection that can ask whether it is still good', async () => {
    const { session } = await sessions.open('id-trader', 1);
    const caller = await authenticatedBy(session.sessionId);
    expect(authenticator.isCurrent(caller)).toBe(true);
    await sessions.end(session.sessionId);
    expect(authenticator.isCurrent(caller)).toBe(false);

    const { token } = desk.addKey('id-trader', ['read', 'trade']);
    const byKey = (await bearer(token)) as NonNullable<Awaited<ReturnType<typeof bearer>>>;
    expect(authenticator.isCurrent(byKey)).toBe(true);
    desk.change('id-trader', { role: 'viewer' });
    expect(authenticator.isCurrent(byKey)).toBe(false);
  });

  async function authenticatedBy(sessionId: string) {
    const { ticket } = tickets.issue({ ...desk.add('trader'), scopes: ['read'], via: 'session', sessionId });
    const caller = authenticator.redeemTicket(ticket);
    if (!caller) throw new Error('the ticket was not taken');
    return caller;
  }
});

describe('authentication switched off', () => {
  it('takes everybody for the first administrator', async () => {
    const open = createOpenAuthenticator({ directory: desk });
    const caller = await open.authenticate({ ...from, method: 'POST' });
    expect(caller).toMatchObject({ userId: 'id-admin', role: 'admin', via: 'open' });
    expect(open.redeemTicket('anything')).toEqual(caller);
  });

  it('takes nobody for anybody when there is no administrator', async () => {
    desk.accounts.clear();
    await expect(createOpenAuthenticator({ directory: desk }).authenticate(from)).rejects.toThrow('no administrator');
  });
});
