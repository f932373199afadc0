/**
 * All users and keys in memory, so that proving a caller never waits for storage. Whoever changes a user in the store
 * calls `refresh` before answering: what was revoked is then refused from the next request on.
 */
import type { ApiKey, Directory } from '../../platform/auth/directory.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/storage/database.ts';
import type { AccountStore, StoredKey, User } from './store.ts';

/** How stale the stored time of a key's last use may be. */
const useSavedEveryMs = 60_000;

interface HeldKey extends StoredKey {
  usedAt: number | null;
  savedUsedAt: number | null;
}

interface Parts {
  readonly store: AccountStore;
  readonly database: Database;
  readonly clock: Clock;
  /** Hears of a time of last use that could not be stored; the request goes on. */
  readonly report: (error: unknown) => void;
}

export class AccountDirectory implements Directory {
  readonly #parts: Parts;
  readonly #users = new Map<string, User>();
  readonly #keys = new Map<string, HeldKey>();
  readonly #keysByDigest = new Map<string, HeldKey>();

  constructor(parts: Parts) {
    this.#parts = parts;
    for (const { userId } of parts.store.users()) this.refresh(userId);
  }

  account(userId: string): User | undefined {
    return this.#users.get(userId);
  }

  accountNamed(name: string): User | undefined {
    return this.users().find((user) => user.name === name);
  }

  /** By name. */
  users(): User[] {
    return [...this.#users.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  firstAdmin(): User | undefined {
    const admins = this.users().filter(({ role, isDisabled }) => role === 'admin' && !isDisabled);
    return admins.sort((a, b) => a.createdAt - b.createdAt)[0];
  }

  key(keyId: string): StoredKey | undefined {
    return this.#keys.get(keyId);
  }

  keyByDigest(digest: string): StoredKey | undefined {
    return this.#keysByDigest.get(digest);
  }

  /** Newest first. */
  keysOf(userId: string): StoredKey[] {
    const keys = [...this.#keys.values()].filter((key) => key.userId === userId);
    return keys.sort((a, b) => b.createdAt - a.createdAt || (a.keyId < b.keyId ? -1 : 1));
  }

  noteUse({ keyId }: ApiKey): void {
    const held = this.#keys.get(keyId);
    if (!held) return;
    const { store, database, clock, report } = this.#parts;
    held.usedAt = clock.now();
    if (held.savedUsedAt !== null && held.usedAt - held.savedUsedAt < useSavedEveryMs) return;
    held.savedUsedAt = held.usedAt;
    database.write([store.notingUse(keyId, held.usedAt)]).catch(report);
  }

  /** Takes the user and the user's keys over as they are stored now. */
  refresh(userId: string): void {
    const { store } = this.#parts;
    const user = store.user(userId);
    if (user) this.#users.set(userId, user);
    else this.#users.delete(userId);

    const before = new Map(this.keysOf(userId).map((key) => [key.keyId, key]));
    for (const key of before.values()) {
      this.#keys.delete(key.keyId);
      this.#keysByDigest.delete(key.digest);
    }
    for (const key of store.keysOf(userId)) {
      const held = { ...key, usedAt: before.get(key.keyId)?.usedAt ?? key.usedAt, savedUsedAt: key.usedAt };
      this.#keys.set(key.keyId, held);
      this.#keysByDigest.set(key.digest, held);
    }
  }
}
