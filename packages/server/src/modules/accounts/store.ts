/**
 * Users and their API keys in SQL. Changes are given out as statements, because each is written in one transaction
 * with its entry in the audit trail.
 */
import type { Role, Scope } from '@tradewind/contract/access.ts';
import type { Account, ApiKey } from '../../platform/auth/directory.ts';
import type { Database, Statement } from '../../platform/storage/database.ts';

export interface User extends Account {
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

export interface StoredKey extends ApiKey {
  readonly digest: string;
  readonly name: string;
  /** `environment` = it is what TRADEWIND_ADMIN_TOKEN said. */
  readonly origin: 'made' | 'environment';
  readonly createdAt: number;
  readonly usedAt: number | null;
}

export interface UserChange {
  readonly role?: Role;
  readonly passwordHash?: string;
  readonly isDisabled?: boolean;
}

const userColumns = `user_id AS userId, name, role, is_disabled AS isDisabled, generation, created_at AS createdAt,
  last_login_at AS lastLoginAt`;
const keyColumns = `key_id AS keyId, user_id AS userId, digest, name, scopes, origin, created_at AS createdAt,
  expires_at AS expiresAt, used_at AS usedAt`;

/** True of the row that is being changed when an administrator who can come in remains without it. */
const othersAdminister = `EXISTS (SELECT 1 FROM accounts_users AS other
  WHERE other.user_id <> accounts_users.user_id AND other.role = 'admin' AND other.is_disabled = 0)`;
const administers = `(role = 'admin' AND is_disabled = 0)`;

type UserRow = Omit<User, 'isDisabled'> & { readonly isDisabled: number };
type KeyRow = Omit<StoredKey, 'scopes'> & { readonly scopes: string };

export class AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  users(): User[] {
    return this.#database.all<UserRow>(`SELECT ${userColumns} FROM accounts_users`).map(userOf);
  }

  user(userId: string): User | undefined {
    const row = this.#database.get<UserRow>(`SELECT ${userColumns} FROM accounts_users WHERE user_id = ?`, [userId]);
    return row && userOf(row);
  }

  passwordHash(userId: string): string | undefined {
    const sql = 'SELECT password FROM accounts_users WHERE user_id = ?';
    return this.#database.get<{ password: string }>(sql, [userId])?.password;
  }

  keysOf(userId: string): StoredKey[] {
    return this.#database.all<KeyRow>(`SELECT ${keyColumns} FROM accounts_keys WHERE user_id = ?`, [userId]).map(keyOf);
  }

  /** Conflicts when the name is taken. */
  addingUser(user: User, passwordHash: string): Statement {
    return {
      sql: `INSERT INTO accounts_users
              (user_id, name, role, password, is_disabled, generation, created_at, last_login_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      parameters: [
        user.userId,
        user.name,
        user.role,
        passwordHash,
        Number(user.isDisabled),
        user.generation,
        user.createdAt,
        user.lastLoginAt,
      ],
      mustChange: true,
    };
  }

  /** Ends what was opened before. Conflicts when the user is gone or no administrator would remain. */
  changingUser(userId: string, { role, passwordHash, isDisabled }: UserChange): Statement {
    return {
      sql: `UPDATE accounts_users
            SET role = coalesce(?1, role), password = coalesce(?2, password),
                is_disabled = coalesce(?3, is_disabled), generation = generation + 1
            WHERE user_id = ?4
              AND ((coalesce(?1, role) = 'admin' AND coalesce(?3, is_disabled) = 0)
                   OR NOT ${administers} OR ${othersAdminister})`,
      parameters: [role ?? null, passwordHash ?? null, isDisabled === undefined ? null : Number(isDisabled), userId],
      mustChange: true,
    };
  }

  /** The user's keys must go in the same transaction, before. Conflicts as `changingUser`. */
  removingUser(userId: string): Statement {
    return {
      sql: `DELETE FROM accounts_users WHERE user_id = ? AND (NOT ${administers} OR ${othersAdminister})`,
      parameters: [userId],
      mustChange: true,
    };
  }

  notingLogin(userId: string, at: number): Statement {
    return { sql: 'UPDATE accounts_users SET last_login_at = ? WHERE user_id = ?', parameters: [at, userId] };
  }

  /** The same password hashed anew; nothing ends by it, and a password changed meanwhile stays. */
  renewingHash(userId: string, from: string, to: string): Statement {
    return {
      sql: 'UPDATE accounts_users SET password = ? WHERE user_id = ? AND password = ?',
      parameters: [to, userId, from],
    };
  }

  /** Conflicts when the user has been disabled or removed meanwhile. */
  addingKey(key: StoredKey): Statement {
    return {
      sql: `INSERT INTO accounts_keys
              (key_id, user_id, digest, name, scopes, origin, created_at, expires_at, used_at)
            SELECT ?, ?2, ?, ?, ?, ?, ?, ?, ?
            WHERE EXISTS (SELECT 1 FROM accounts_users WHERE user_id = ?2 AND is_disabled = 0)`,
      parameters: [
        key.keyId,
        key.userId,
        key.digest,
        key.name,
        key.scopes.join(' '),
        key.origin,
        key.createdAt,
        key.expiresAt,
        key.usedAt,
      ],
      mustChange: true,
    };
  }

  /** Conflicts when it is gone already. */
  removingKey(keyId: string): Statement {
    return { sql: 'DELETE FROM accounts_keys WHERE key_id = ?', parameters: [keyId], mustChange: true };
  }

  removingKeysOf(userId: string): Statement {
    return { sql: 'DELETE FROM accounts_keys WHERE user_id = ?', parameters: [userId] };
  }

  notingUse(keyId: string, at: number): Statement {
    return { sql: 'UPDATE accounts_keys SET used_at = ? WHERE key_id = ?', parameters: [at, keyId] };
  }
}

const userOf = (row: UserRow): User => ({ ...row, isDisabled: row.isDisabled === 1 });
const keyOf = (row: KeyRow): StoredKey => ({ ...row, scopes: row.scopes.split(' ') as Scope[] });
