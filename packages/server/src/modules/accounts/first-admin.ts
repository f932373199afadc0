/** The first start: somebody must be able to come in, and nobody must know the password beforehand. */
import { randomBytes, randomUUID } from 'node:crypto';
import { scopesOf } from '@tradewind/contract/access.ts';
import type { AuditTrail } from '../../platform/auth/audit.ts';
import type { Passwords } from '../../platform/auth/passwords.ts';
import { digestOf, mintToken } from '../../platform/auth/tokens.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Secret } from '../../platform/secret.ts';
import type { Statement } from '../../platform/storage/database.ts';
import type { AccountDirectory } from './account-directory.ts';
import type { AccountStore, StoredKey, User } from './store.ts';

/** To be printed once; neither is stored anywhere. */
export interface FirstAdmin {
  readonly user: string;
  readonly password: string;
  /** Null when TRADEWIND_ADMIN_TOKEN is the key: whoever set it knows it. */
  readonly apiKey: string | null;
}

interface Parts {
  readonly store: AccountStore;
  readonly directory: AccountDirectory;
  readonly passwords: Passwords;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/**
 * Makes the user `admin` and a key when there is no user yet, and makes TRADEWIND_ADMIN_TOKEN, when set, the only key
 * from the environment. Null when nobody had to be made. A token that is no longer set stays good until it is revoked.
 */
export async function ensureFirstAdmin(parts: Parts, adminToken: Secret | null): Promise<FirstAdmin | null> {
  const isFirstStart = parts.directory.users().length === 0;
  const made = isFirstStart ? await makeAdmin(parts, adminToken === null) : null;
  if (adminToken) await adoptToken(parts, adminToken.reveal());
  return made;
}

async function makeAdmin({ store, directory, passwords, audit, clock }: Parts, withKey: boolean): Promise<FirstAdmin> {
  const password = randomBytes(15).toString('base64url');
  const apiKey = withKey ? mintToken() : null;
  const user: User = {
    userId: randomUUID(),
    name: 'admin',
    role: 'admin',
    isDisabled: false,
    generation: 1,
    createdAt: clock.now(),
    lastLoginAt: null,
  };
  const statements = [store.addingUser(user, await passwords.hash(password))];
  if (apiKey) statements.push(store.addingKey(adminKey(user.userId, apiKey, 'first key', 'made', clock)));
  await audit.record({ caller: null, action: 'admin.create', target: user.name, outcome: 'done' }, statements);
  directory.refresh(user.userId);
  return { user: user.name, password, apiKey };
}

async function adoptToken({ store, directory, audit, clock }: Parts, token: string): Promise<void> {
  const admin = directory.firstAdmin();
  if (!admin) throw new Error('TRADEWIND_ADMIN_TOKEN is set, but there is no administrator it could be a key of');
  const digest = digestOf(token);
  const present = directory.keyByDigest(digest);
  const earlier = directory
    .users()
    .flatMap(({ userId }) => directory.keysOf(userId))
    .filter(isFromEnvironment);
  if (present && isAdminKeyOf(admin, present) && earlier.every((key) => key.keyId === present.keyId)) return;

  // The same token may have been made as a key of this desk before: it is taken over, not doubled.
  const replaced = new Map([...earlier, ...(present ? [present] : [])].map((key) => [key.keyId, key]));
  const key = adminKey(admin.userId, token, 'TRADEWIND_ADMIN_TOKEN', 'environment', clock);
  const statements: Statement[] = [...replaced.keys()].map((keyId) => store.removingKey(keyId));
  await audit.record({ caller: null, action: 'key.adopt', target: key.keyId, outcome: 'done' }, [
    ...statements,
    store.addingKey(key),
  ]);
  for (const userId of new Set([admin.userId, ...[...replaced.values()].map((each) => each.userId)])) {
    directory.refresh(userId);
  }
}

const isFromEnvironment = (key: StoredKey): boolean => key.origin === 'environment';

const isAdminKeyOf = (admin: User, key: StoredKey): boolean => isFromEnvironment(key) && key.userId === admin.userId;

const adminKey = (
  userId: string,
  token: string,
  name: string,
  origin: StoredKey['origin'],
  clock: Clock,
): StoredKey => ({
  keyId: randomUUID(),
  userId,
  digest: digestOf(token),
  name,
  scopes: scopesOf.admin,
  origin,
  createdAt: clock.now(),
  expiresAt: null,
  usedAt: null,
});
