/**
 * Slows down whoever guesses passwords. Failures are counted per account name and per address; from a limit on, each
 * further one locks for twice as long. An attempt is charged before the password is looked at and refunded when it was
 * right, so that neither many attempts at once nor a crash in between give any for free. Counts survive a restart.
 *
 * Only logging in with a password is locked: open sessions and API keys keep working, so that nobody can lock a desk
 * out of its own stop button by guessing.
 */
import { isIPv6 } from 'node:net';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Database, Statement } from '../storage/database.ts';

interface Rule {
  /** Failures until the first lock. */
  readonly limit: number;
  readonly firstLockMs: number;
  readonly longestLockMs: number;
  /** After that long without an attempt the count starts again at nought. Longer than the longest lock. */
  readonly forgottenAfterMs: number;
}

const minute = 60_000;

export const lockoutRules = {
  account: { limit: 5, firstLockMs: minute / 2, longestLockMs: 15 * minute, forgottenAfterMs: 24 * 60 * minute },
  /** Wider, because a whole office may share an address. */
  address: { limit: 20, firstLockMs: minute / 2, longestLockMs: 60 * minute, forgottenAfterMs: 24 * 60 * minute },
} as const satisfies Record<string, Rule>;

interface Count {
  readonly failures: number;
  readonly lastAt: number;
  readonly lockedUntil: number;
}

/** An attempt that was counted as failed before it was judged. */
export interface Charge {
  /** It was right after all: the account starts anew, the address loses this attempt. */
  refund(): Promise<void>;
}

export class Lockout {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #counts = new Map<string, Count>();

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
    const rows = database.all<Count & { subject: string }>(
      'SELECT subject, failures, last_at AS lastAt, locked_until AS lockedUntil FROM auth_lockouts',
    );
    for (const { subject, ...count } of rows) this.#counts.set(subject, count);
  }

  /** Counts an attempt as failed. Throws `locked_out`, counting nothing, while the name or the address is locked. */
  async charge(name: string, ip: string): Promise<Charge> {
    const now = this.#clock.now();
    const subjects = subjectsOf(name, ip);
    const lockedUntil = Math.max(...subjects.map(({ subject }) => this.#counts.get(subject)?.lockedUntil ?? 0));
    if (now < lockedUntil) {
      const retryAfter = Math.ceil((lockedUntil - now) / 1000);
      throw new AppError('locked_out', {
        detail: `too many failed attempts; the next one is possible in ${retryAfter} s`,
        retryAfter,
      });
    }
    const forgotten = this.#forgetOld(now);
    const [account, address] = subjects.map(({ subject, rule }) => {
      const before = this.#counts.get(subject);
      const after = charged(before, rule, now);
      this.#counts.set(subject, after);
      return { subject, before, after };
    });
    await this.#database.write([...forgotten, this.#saving(account.subject), this.#saving(address.subject)]);
    return {
      refund: async () => {
        this.#counts.delete(account.subject);
        this.#takeBack(address);
        await this.#database.write([this.#saving(account.subject), this.#saving(address.subject)]);
      },
    };
  }

  /** Opens an account again, as when an administrator sets a new password. */
  async release(name: string): Promise<void> {
    const { subject } = subjectsOf(name, '')[0];
    this.#counts.delete(subject);
    await this.#database.write([this.#saving(subject)]);
  }

  /** As if it had not been; or, when others were counted since, one less, with the lock they brought. */
  #takeBack({ subject, before, after }: { subject: string; before: Count | undefined; after: Count }): void {
    const count = this.#counts.get(subject);
    if (count === after && before) this.#counts.set(subject, before);
    else if (count && count.failures > 1) this.#counts.set(subject, { ...count, failures: count.failures - 1 });
    else this.#counts.delete(subject);
  }

  #saving(subject: string): Statement {
    const count = this.#counts.get(subject);
    if (!count) return { sql: 'DELETE FROM auth_lockouts WHERE subject = ?', parameters: [subject] };
    return {
      sql: `INSERT INTO auth_lockouts (subject, failures, last_at, locked_until) VALUES (?, ?, ?, ?)
            ON CONFLICT (subject) DO UPDATE
            SET failures = excluded.failures, last_at = excluded.last_at, locked_until = excluded.locked_until`,
      parameters: [subject, count.failures, count.lastAt, count.lockedUntil],
    };
  }

  /** Guessed names would pile up otherwise. */
  #forgetOld(now: number): Statement[] {
    const old = [...this.#counts].filter(([subject, count]) => isForgotten(count, ruleOf(subject), now));
    for (const [subject] of old) this.#counts.delete(subject);
    return old.map(([subject]) => this.#saving(subject));
  }
}

function charged(count: Count | undefined, rule: Rule, now: number): Count {
  const failures = (count?.failures ?? 0) + 1;
  return { failures, lastAt: now, lockedUntil: lockedUntil(failures, rule, now) };
}

function lockedUntil(failures: number, { limit, firstLockMs, longestLockMs }: Rule, lastAt: number): number {
  return failures < limit ? 0 : lastAt + Math.min(longestLockMs, firstLockMs * 2 ** (failures - limit));
}

const isForgotten = (count: Count, rule: Rule, now: number): boolean => now >= count.lastAt + rule.forgottenAfterMs;

const ruleOf = (subject: string): Rule =>
  subject.startsWith('account:') ? lockoutRules.account : lockoutRules.address;

function subjectsOf(name: string, ip: string) {
  return [
    { subject: `account:${name}`, rule: lockoutRules.account },
    { subject: `address:${networkOf(ip)}`, rule: lockoutRules.address },
  ] as const;
}

/** Who holds one IPv6 address holds its /64, so that the whole of it counts as one. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1];
  if (!isIPv6(ip)) return ip;
  const [head, tail] = ip.split('%')[0].split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const all =
    tail === undefined ? groups : [...groups, ...Array(8 - groups.length - behind.length).fill('0'), ...behind];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
