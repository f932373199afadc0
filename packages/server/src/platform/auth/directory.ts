/**
 * What authentication asks of the accounts room, which answers from memory: every request passes here, so nothing on
 * this path may wait for storage.
 */
import type { Role, Scope } from '@tradewind/contract/access.ts';

export interface Account {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly isDisabled: boolean;
  /**
   * Goes up whenever the password or the role changes or the account is disabled. A session holds the generation it
   * was opened under and is good only while they agree: it ends at once, also one that is being opened meanwhile.
   */
  readonly generation: number;
}

export interface ApiKey {
  readonly keyId: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
  /** Epoch ms; null = does not run out. */
  readonly expiresAt: number | null;
}

export interface Directory {
  account(userId: string): Account | undefined;
  key(keyId: string): ApiKey | undefined;
  keyByDigest(digest: string): ApiKey | undefined;
  /** Notes that the key was used; stored now and then, not at each use. */
  noteUse(key: ApiKey): void;
  /** The oldest administrator who is not disabled: who everybody is while authentication is off. */
  firstAdmin(): Account | undefined;
}
