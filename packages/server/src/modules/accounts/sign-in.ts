/** Logging in and out, and one's own password. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { AuditTrail } from '../../platform/auth/audit.ts';
import type { Caller } from '../../platform/auth/caller.ts';
import type { Lockout } from '../../platform/auth/lockout.ts';
import type { Passwords } from '../../platform/auth/passwords.ts';
import type { Session, Sessions } from '../../platform/auth/sessions.ts';
import type { Turnstile } from '../../platform/auth/turnstile.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Statement } from '../../platform/storage/database.ts';
import type { AccountDirectory } from './account-directory.ts';
import type { AccountStore, User } from './store.ts';

export interface SignedIn {
  readonly user: User;
  readonly session: Session;
  /** For the cookie, and for nothing else. */
  readonly token: string;
}

export interface Actor {
  readonly caller: Caller;
  readonly ip: string;
}

interface Parts {
  readonly store: AccountStore;
  readonly directory: AccountDirectory;
  readonly sessions: Sessions;
  readonly lockout: Lockout;
  readonly passwords: Passwords;
  readonly turnstile: Turnstile;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

export class SignIn {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async login({ user: given, password, ip }: { user: string; password: string; ip: string }): Promise<SignedIn> {
    const { store, sessions, audit, clock } = this.#parts;
    const name = given.toLowerCase();
    const user = await this.#prove(name, password, { caller: null, action: 'login', target: name, ip });
    const { token, session } = await sessions.open(user.userId, user.generation);
    await audit.record(
      { caller: { ...user, via: 'session' }, action: 'login', target: user.name, ip, outcome: 'done' },
      [store.notingLogin(user.userId, clock.now())],
    );
    this.#parts.directory.refresh(user.userId);
    return { user, session, token };
  }

  async logout({ caller, ip }: Actor): Promise<void> {
    if (caller.sessionId === undefined) return;
    await this.#parts.sessions.end(caller.sessionId);
    await this.#parts.audit.record({ caller, action: 'logout', ip, outcome: 'done' });
  }

  /** The session of a caller who came by one. */
  sessionOf(caller: Caller): Session | null {
    return caller.sessionId === undefined ? null : this.#parts.sessions.find(caller.sessionId);
  }

  /**
   * Ends all sessions of the caller, and all keys if wished. Who came by session gets a new one. The current password
   * is asked for, and guessing it is locked like a login: a session left open must not be enough to take over.
   */
  async changePassword(
    { caller, ip }: Actor,
    { current, next, revokeKeys }: { current: string; next: string; revokeKeys: boolean },
  ): Promise<SignedIn | null> {
    const { store, directory, sessions, passwords, turnstile, audit } = this.#parts;
    const { userId, name } = await this.#prove(caller.name, current, { caller, action: 'password.change', ip });
    const passwordHash = await turnstile.pass(() => passwords.hash(next));
    const changes: Statement[] = [store.changingUser(userId, { passwordHash }), sessions.deletionOfAllOf(userId)];
    if (revokeKeys) changes.push(store.removingKeysOf(userId));
    const detail = { revoke_keys: revokeKeys };
    await audit.record({ caller, action: 'password.change', target: name, ip, outcome: 'done', detail }, changes);
    sessions.forgetAllOf(userId);
    directory.refresh(userId);
    const user = directory.account(userId);
    if (caller.via !== 'session' || !user) return null;
    return { user, ...(await sessions.open(userId, user.generation)) };
  }

  /**
   * The user behind name and password, or a refusal that is the same for a wrong password, an unknown name and a
   * disabled user, in text and in time.
   */
  async #prove(name: string, password: string, attempt: Attempt): Promise<User> {
    const { store, directory, lockout, passwords, turnstile, audit } = this.#parts;
    const { charge, user, stored, verdict } = await turnstile.pass(async () => {
      const charge = await lockout.charge(name, attempt.ip);
      const user = directory.accountNamed(name);
      const stored = user && !user.isDisabled ? (store.passwordHash(user.userId) ?? null) : null;
      return { charge, user, stored, verdict: await passwords.verify(password, stored) };
    });
    if (!user || stored === null || verdict === 'wrong') {
      await audit.record({ ...attempt, outcome: 'failed' });
      throw new AppError('bad_credentials', 'the user or the password is wrong');
    }
    await charge.refund();
    if (verdict === 'right, with an outdated cost') {
      const renewed = await turnstile.pass(() => passwords.hash(password));
      await audit.record({ ...attempt, action: 'password.rehash', outcome: 'done' }, [
        store.renewingHash(user.userId, stored, renewed),
      ]);
    }
    return user;
  }
}

interface Attempt {
  readonly caller: Caller | null;
  readonly action: string;
  readonly target?: string;
  readonly ip: string;
}
