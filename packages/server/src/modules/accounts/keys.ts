/** API keys: for programs, with some of their owner's scopes. */
import { randomUUID } from 'node:crypto';
import { type Scope, scopeSchema } from '@tradewind/contract/access.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { AuditTrail } from '../../platform/auth/audit.ts';
import type { Caller } from '../../platform/auth/caller.ts';
import { digestOf, mintToken } from '../../platform/auth/tokens.ts';
import type { Clock } from '../../platform/clock.ts';
import { WriteConflict } from '../../platform/storage/database.ts';
import type { AccountDirectory } from './account-directory.ts';
import type { Actor } from './sign-in.ts';
import type { AccountStore, StoredKey } from './store.ts';

interface Parts {
  readonly store: AccountStore;
  readonly directory: AccountDirectory;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

export interface WantedKey {
  readonly name: string;
  /** Left out = all of the caller's. */
  readonly scopes?: readonly Scope[];
  readonly expiresAt: number | null;
}

const mostKeys = 100;

export class Keys {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The caller's own; an administrator may name another user. */
  list(caller: Caller, userId: string = caller.userId): StoredKey[] {
    const { directory } = this.#parts;
    if (userId !== caller.userId && !isAdmin(caller)) {
      throw new AppError('forbidden', 'the keys of another user are shown to administrators only');
    }
    return directory.keysOf(userId);
  }

  /** The key a caller came by. */
  keyOf(caller: Caller): StoredKey | undefined {
    return caller.keyId === undefined ? undefined : this.#parts.directory.key(caller.keyId);
  }

  async create({ caller, ip }: Actor, wanted: WantedKey): Promise<{ key: StoredKey; secret: string }> {
    const { store, directory, audit, clock } = this.#parts;
    refuseUnlessTrusted(caller);
    const { userId } = caller;
    const scopes = scopeSchema.options.filter((scope) => (wanted.scopes ?? caller.scopes).includes(scope));
    const beyond = scopes.filter((scope) => !caller.scopes.includes(scope));
    if (beyond.length > 0) {
      throw new AppError('forbidden', `a key can have ${caller.scopes.join(', ')}; found ${beyond.join(', ')} too`);
    }
    const expiresAt = this.#expiry(caller, wanted.expiresAt);
    if (directory.keysOf(userId).length >= mostKeys) {
      throw new AppError('conflict', `expected at most ${mostKeys} keys of one user; revoke one first`);
    }
    const secret = mintToken();
    const key: StoredKey = {
      keyId: randomUUID(),
      userId,
      digest: digestOf(secret),
      name: wanted.name,
      scopes,
      origin: 'made',
      createdAt: clock.now(),
      expiresAt,
      usedAt: null,
    };
    const detail = { name: key.name, scopes };
    try {
      await audit.record({ caller, action: 'key.create', target: key.keyId, ip, outcome: 'done', detail }, [
        store.addingKey(key),
      ]);
    } catch (error) {
      if (error instanceof WriteConflict) throw new AppError('conflict', 'this user can no longer have keys');
      throw error;
    }
    directory.refresh(userId);
    return { key, secret };
  }

  async revoke({ caller, ip }: Actor, keyId: string): Promise<void> {
    const { store, directory, audit } = this.#parts;
    const missing = new AppError('not_found', `there is no key with the id ${keyId}`);
    const key = directory.key(keyId);
    if (!key || (key.userId !== caller.userId && !isAdmin(caller))) throw missing;
    // A key may always give itself up; that is what its holder does on finding it in a public place.
    if (keyId !== caller.keyId) refuseUnlessTrusted(caller);
    const detail = { name: key.name };
    try {
      await audit.record({ caller, action: 'key.revoke', target: keyId, ip, outcome: 'done', detail }, [
        store.removingKey(keyId),
      ]);
    } catch (error) {
      if (error instanceof WriteConflict) throw missing;
      throw error;
    }
    directory.refresh(key.userId);
  }

  /** A key made by a key must not outlive it, or a stolen one could be kept alive for ever. */
  #expiry(caller: Caller, wanted: number | null): number | null {
    if (wanted !== null && wanted <= this.#parts.clock.now()) {
      const errors = [{ pointer: '/body/expires_at', expected: 'a time to come' }];
      throw new AppError('malformed', { detail: 'expected expires_at to be a time to come', errors });
    }
    const ownEnd = this.keyOf(caller)?.expiresAt ?? null;
    if (ownEnd === null) return wanted;
    if (wanted !== null && wanted > ownEnd) {
      throw new AppError(
        'forbidden',
        `this key runs out at ${new Date(ownEnd).toISOString()}, and so must one made by it`,
      );
    }
    return wanted ?? ownEnd;
  }
}

const isAdmin = (caller: Caller): boolean => caller.scopes.includes('admin');

/** A key that leaked must not be able to make itself successors or to revoke the others, unless it was given all. */
function refuseUnlessTrusted(caller: Caller): void {
  if (caller.via === 'session' || caller.via === 'open' || isAdmin(caller)) return;
  throw new AppError('forbidden', 'keys are managed by session, or by a key with the scope admin');
}
