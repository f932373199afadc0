/** The accounts room put together: who may come in, and the authenticator that doors and channels ask. */
import { AuditTrail } from '../../platform/auth/audit.ts';
import { createAuthenticator, createOpenAuthenticator } from '../../platform/auth/authenticator.ts';
import type { Authenticator } from '../../platform/auth/caller.ts';
import { Lockout } from '../../platform/auth/lockout.ts';
import { type PasswordCost, Passwords } from '../../platform/auth/passwords.ts';
import { type SessionLifetimes, Sessions } from '../../platform/auth/sessions.ts';
import { Tickets } from '../../platform/auth/tickets.ts';
import { Turnstile } from '../../platform/auth/turnstile.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config.ts';
import type { Database } from '../../platform/storage/database.ts';
import { AccountDirectory } from './account-directory.ts';
import { ensureFirstAdmin, type FirstAdmin } from './first-admin.ts';
import { Keys } from './keys.ts';
import { SignIn } from './sign-in.ts';
import { AccountStore } from './store.ts';
import { Users } from './users.ts';

export interface AccountsService {
  readonly signIn: SignIn;
  readonly users: Users;
  readonly keys: Keys;
  readonly tickets: Tickets;
  readonly audit: AuditTrail;
  readonly authenticator: Authenticator;
  /** What to print once, or null on every later start. */
  ensureFirstAdmin(): Promise<FirstAdmin | null>;
}

interface Parts {
  /** With `authMigrations` and `accountsMigrations` run. */
  readonly database: Database;
  readonly clock: Clock;
  readonly config: Pick<Config, 'auth' | 'adminToken'>;
  /** Hears of times of last use that could not be stored. */
  readonly report: (error: unknown) => void;
  readonly passwordCost?: PasswordCost;
  readonly lifetimes?: SessionLifetimes;
}

export function createAccounts({ database, clock, config, report, passwordCost, lifetimes }: Parts): AccountsService {
  const store = new AccountStore(database);
  const directory = new AccountDirectory({ store, database, clock, report });
  const sessions = new Sessions({ database, clock, report, lifetimes });
  const tickets = new Tickets(clock);
  const audit = new AuditTrail({ database, clock });
  const passwords = new Passwords(passwordCost);
  const parts = {
    store,
    directory,
    sessions,
    audit,
    passwords,
    clock,
    lockout: new Lockout({ database, clock }),
    turnstile: new Turnstile(),
  };
  return {
    signIn: new SignIn(parts),
    users: new Users(parts),
    keys: new Keys(parts),
    tickets,
    audit,
    authenticator: config.auth
      ? createAuthenticator({ directory, sessions, tickets, clock })
      : createOpenAuthenticator({ directory }),
    ensureFirstAdmin: () => ensureFirstAdmin(parts, config.adminToken),
  };
}
