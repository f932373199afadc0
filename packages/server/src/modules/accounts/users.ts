/** The users of the desk, for its administrators. */
import { randomUUID } from 'node:crypto';
import type { Role } from '@tradewind/contract/access.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { AuditEvent, AuditTrail } from '../../platform/auth/audit.ts';
import type { Lockout } from '../../platform/auth/lockout.ts';
import type { Passwords } from '../../platform/auth/passwords.ts';
import type { Sessions } from '../../platform/auth/sessions.ts';
import type { Turnstile } from '../../platform/auth/turnstile.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Statement, WriteConflict } from '../../platform/storage/database.ts';
import type { AccountDirectory } from './account-directory.ts';
import type { Actor } from './sign-in.ts';
import type { AccountStore, User } from './store.ts';

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

export interface WantedChange {
  readonly role?: Role;
  readonly password?: string;
  readonly isDisabled?: boolean;
  readonly revokeKeys: boolean;
}

export class Users {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  list(): User[] {
    return this.#parts.directory.users();
  }

  async create({ caller, ip }: Actor, wanted: { name: string; password: string; role: Role }): Promise<User> {
    const { store, directory, passwords, turnstile, audit, clock } = this.#parts;
    const user: User = {
      userId: randomUUID(),
      name: wanted.name,
      role: wanted.role,
      isDisabled: false,
      generation: 1,
      createdAt: clock.now(),
      lastLoginAt: null,
    };
    const passwordHash = await turnstile.pass(() => passwords.hash(wanted.password));
    const event = { caller, action: 'user.create', target: user.name, ip, detail: { role: user.role } };
    try {
      await audit.record({ ...event, outcome: 'done' }, [store.addingUser(user, passwordHash)]);
    } catch (error) {
      if (error instanceof WriteConflict) throw new AppError('conflict', `there is a user named ${user.name} already`);
      throw error;
    }
    directory.refresh(user.userId);
    return user;
  }

  async change({ caller, ip }: Actor, userId: string, wanted: WantedChange): Promise<User> {
    const { store, sessions, lockout, passwords, turnstile } = this.#parts;
    const { name, role, isDisabled } = this.#existing(userId);
    if (wanted.password !== undefined && userId === caller.userId) {
      throw new AppError('conflict', 'your own password is changed at /auth/password, with the current one');
    }
    const change = {
      ...(wanted.role !== undefined && wanted.role !== role && { role: wanted.role }),
      ...(wanted.isDisabled !== undefined && wanted.isDisabled !== isDisabled && { isDisabled: wanted.isDisabled }),
      ...(wanted.password !== undefined && {
        passwordHash: await turnstile.pass(() => passwords.hash(wanted.password as string)),
      }),
    };
    const revokesKeys = wanted.revokeKeys || change.isDisabled === true;
    const statements: Statement[] = [];
    if (Object.keys(change).length > 0) {
      statements.push(store.changingUser(userId, change), sessions.deletionOfAllOf(userId));
    }
    if (revokesKeys) statements.push(store.removingKeysOf(userId));
    if (statements.length === 0) return this.#existing(userId);

    const { passwordHash, ...shown } = change;
    const detail = { ...shown, new_password: passwordHash !== undefined, revoke_keys: revokesKeys };
    await this.#write({ caller, action: 'user.change', target: name, ip, outcome: 'done', detail }, userId, statements);
    if (Object.keys(change).length > 0) sessions.forgetAllOf(userId);
    if (passwordHash !== undefined) await lockout.release(name);
    return this.#existing(userId);
  }

  async remove({ caller, ip }: Actor, userId: string): Promise<void> {
    const { store, sessions } = this.#parts;
    const { name } = this.#existing(userId);
    await this.#write({ caller, action: 'user.remove', target: name, ip, outcome: 'done' }, userId, [
      store.removingKeysOf(userId),
      store.removingUser(userId),
      sessions.deletionOfAllOf(userId),
    ]);
    sessions.forgetAllOf(userId);
  }

  async #write(event: AuditEvent, userId: string, statements: readonly Statement[]): Promise<void> {
    const { audit, directory } = this.#parts;
    try {
      await audit.record(event, statements);
    } catch (error) {
      if (!(error instanceof WriteConflict)) throw error;
      this.#existing(userId);
      await audit.record({ ...event, outcome: 'refused' });
      throw new AppError(
        'conflict',
        `${event.target} is the last administrator who can come in; make another one first`,
      );
    }
    directory.refresh(userId);
  }

  #existing(userId: string): User {
    const user = this.#parts.directory.account(userId);
    if (!user) throw new AppError('not_found', `there is no user with the id ${userId}`);
    return user;
  }
}
