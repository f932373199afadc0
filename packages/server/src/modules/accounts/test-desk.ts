/** The accounts room on a real database behind the real application, as a client meets it. */
import type { Role, Scope } from '@tradewind/contract/access.ts';
import { authMigrations } from '../../platform/auth/migrations.ts';
import type { PasswordCost } from '../../platform/auth/passwords.ts';
import { openTestDatabase, testClock } from '../../platform/auth/test-database.ts';
import { testApp } from '../../platform/http/test-app.ts';
import { Secret } from '../../platform/secret.ts';
import { accountsDoors } from './doors.ts';
import type { FirstAdmin } from './first-admin.ts';
import { accountsMigrations } from './migrations.ts';
import { createAccounts } from './service.ts';

/** Hashing at full cost would make the tests slow; that it is the standard is a test of its own. */
export const cheapCost: PasswordCost = { memoryKiB: 64, passes: 1, lanes: 1 };
export const password = 'correct horse battery';

type Headers = Record<string, string>;

interface Options {
  readonly auth?: boolean;
  readonly adminToken?: string;
  readonly behindTlsProxy?: boolean;
}

export async function openDesk(options: Options = {}) {
  const clock = testClock();
  const store = await openTestDatabase([...authMigrations, ...accountsMigrations]);
  const faults: unknown[] = [];
  const start = async ({ auth = true, adminToken, behindTlsProxy = false }: Options, passwordCost = cheapCost) => {
    const accounts = createAccounts({
      database: store.database,
      clock,
      config: { auth, adminToken: adminToken === undefined ? null : new Secret(adminToken) },
      report: (error) => faults.push(error),
      passwordCost,
    });
    const first = await accounts.ensureFirstAdmin();
    const { app } = await testApp(accountsDoors(accounts, { behindTlsProxy }), {
      authenticator: accounts.authenticator,
      clock,
    });
    return { accounts, app, first };
  };
  let running = await start(options);
  const first = running.first as FirstAdmin;

  const send = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    headers: Headers = {},
    payload?: object,
  ) => {
    const answer = await running.app.inject({ method, url: `/api${path}`, headers, payload });
    const setCookie = answer.headers['set-cookie'];
    return {
      status: answer.statusCode,
      data: answer.json(),
      cookie: setCookie === undefined ? undefined : String(setCookie),
    };
  };
  const login = async (user: string, secret: string) => {
    const reply = await send('POST', '/auth/login', {}, { user, password: secret });
    const cookie = reply.cookie?.split(';')[0] ?? '';
    return { ...reply, cookieOnly: { cookie }, session: { cookie, 'x-csrf-token': String(reply.data.csrf_token) } };
  };

  return {
    first,
    clock,
    store,
    faults,
    send,
    login,
    get accounts() {
      return running.accounts;
    },
    /** The headers of the key that the first start made. */
    admin: { authorization: `Bearer ${first.apiKey ?? options.adminToken}` },
    /** Adds a user of this role with `password`, and gives the id. */
    async hire(user: string, role: Role): Promise<string> {
      const { data } = await send('POST', '/auth/users', this.admin, { user, role, password });
      return data.user_id;
    },
    /** Makes a key by session and gives its headers. */
    async keyFor(user: string, scopes?: Scope[]) {
      const { session } = await login(user, password);
      const { data } = await send('POST', '/auth/keys', session, { name: 'program', scopes });
      return { keyId: String(data.key_id), headers: { authorization: `Bearer ${data.secret}` } };
    },
    /** Stops and starts on the same data. */
    async restart(changed: Options = options, passwordCost?: PasswordCost) {
      await running.app.close();
      await store.reopen();
      running = await start(changed, passwordCost);
      return running;
    },
    async close() {
      await running.app.close();
      await store.close();
    },
  };
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;
