/**
 * The audit trail: who did what to what, from where, with which outcome. Entries are only ever added (the database
 * refuses to change one), and each carries a SHA-256 over itself and its predecessor's, so that an entry which was
 * edited, dropped or slipped in past the database shows in `verify`. Whoever can rewrite the file can rewrite the whole
 * chain: note the head now and then in another place, and compare.
 */
import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Database, SqlValue, Statement, WriteResult } from '../storage/database.ts';
import type { Caller } from './caller.ts';

export interface AuditEvent {
  /** Null = nobody proven, as at a failed login. */
  readonly caller: Pick<Caller, 'userId' | 'name' | 'via' | 'keyId'> | null;
  /** Subject and verb: `user.create`, `login`. */
  readonly action: string;
  readonly target?: string;
  readonly ip?: string;
  readonly outcome: 'done' | 'failed' | 'refused';
  /** Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

export interface AuditEntry {
  readonly seq: number;
  readonly at: number;
  readonly userId: string | null;
  readonly name: string | null;
  readonly via: string | null;
  readonly keyId: string | null;
  readonly action: string;
  readonly target: string | null;
  readonly ip: string | null;
  readonly outcome: AuditEvent['outcome'];
  /** JSON text. */
  readonly detail: string | null;
  readonly hash: string;
}

export interface AuditQuery {
  readonly limit: number;
  readonly offset: number;
  readonly action?: string;
  readonly userId?: string;
}

export interface ChainVerdict {
  readonly isIntact: boolean;
  readonly entries: number;
  /** Hash of the last entry; null in an empty trail. */
  readonly head: string | null;
  /** The first entry that does not follow from the one before it, and why. */
  readonly brokenAt: number | null;
  readonly reason: string | null;
}

const columns = `seq, at, user_id AS userId, name, via, key_id AS keyId, action, target, ip, outcome, detail, hash`;
const verifiedAtOnce = 1000;

type Unhashed = Omit<AuditEntry, 'hash'>;

export class AuditTrail {
  readonly #database: Database;
  readonly #clock: Clock;
  #head: { readonly seq: number; readonly hash: string };
  /** Entries are written one after another: each needs the stored hash of the one before. */
  #last: Promise<unknown> = Promise.resolve();

  constructor({ database, clock }: { readonly database: Database; readonly clock: Clock }) {
    this.#database = database;
    this.#clock = clock;
    this.#head = database.get('SELECT seq, hash FROM auth_audit ORDER BY seq DESC LIMIT 1') ?? { seq: 0, hash: '' };
  }

  /**
   * Adds an entry, in one transaction with the `changes` it tells of: both are stored or neither. Resolves with the
   * results of the changes.
   */
  record(event: AuditEvent, changes: readonly Statement[] = []): Promise<WriteResult[]> {
    const written = this.#last.then(() => this.#append(event, changes));
    this.#last = written.catch(() => undefined);
    return written;
  }

  /** Newest first. */
  entries({ limit, offset, action, userId }: AuditQuery): { entries: AuditEntry[]; total: number } {
    const wanted = '(?1 IS NULL OR action = ?1) AND (?2 IS NULL OR user_id = ?2)';
    const by: SqlValue[] = [action ?? null, userId ?? null];
    const entries = this.#database.all<AuditEntry>(
      `SELECT ${columns} FROM auth_audit WHERE ${wanted} ORDER BY seq DESC LIMIT ?3 OFFSET ?4`,
      [...by, limit, offset],
    );
    const counted = this.#database.get<{ total: number }>(
      `SELECT count(*) AS total FROM auth_audit WHERE ${wanted}`,
      by,
    );
    return { entries, total: counted?.total ?? 0 };
  }

  /** Reads the whole trail, in pieces that leave room for other work. */
  async verify(): Promise<ChainVerdict> {
    const broken = (brokenAt: number, reason: string): ChainVerdict => ({
      isIntact: false,
      entries: seq,
      head: previous || null,
      brokenAt,
      reason,
    });
    let previous = '';
    let seq = 0;
    for (;;) {
      const rows = this.#database.all<AuditEntry>(
        `SELECT ${columns} FROM auth_audit WHERE seq > ? ORDER BY seq LIMIT ${verifiedAtOnce}`,
        [seq],
      );
      for (const entry of rows) {
        if (entry.seq !== seq + 1) return broken(seq + 1, 'the entry is missing');
        if (hashOf(entry, previous) !== entry.hash)
          return broken(entry.seq, 'the entry is not the one that was written');
        previous = entry.hash;
        seq = entry.seq;
      }
      if (rows.length < verifiedAtOnce) break;
      await nextTurn();
    }
    // SQLite remembers the highest number ever given: a trail cut off at its end is shorter than that.
    const given = this.#database.get<{ seq: number }>(`SELECT seq FROM sqlite_sequence WHERE name = 'auth_audit'`);
    if ((given?.seq ?? 0) > seq) return broken(seq + 1, 'the entry is missing');
    return { isIntact: true, entries: seq, head: previous || null, brokenAt: null, reason: null };
  }

  async #append(event: AuditEvent, changes: readonly Statement[]): Promise<WriteResult[]> {
    const { caller } = event;
    const entry: Unhashed = {
      seq: this.#head.seq + 1,
      at: this.#clock.now(),
      userId: caller?.userId ?? null,
      name: caller?.name ?? null,
      via: caller?.via ?? null,
      keyId: caller?.keyId ?? null,
      action: event.action,
      target: event.target ?? null,
      ip: event.ip ?? null,
      outcome: event.outcome,
      detail: event.detail ? JSON.stringify(event.detail) : null,
    };
    const hashed = hashOf(entry, this.#head.hash);
    const results = await this.#database.write([
      ...changes,
      {
        sql: `INSERT INTO auth_audit (seq, at, user_id, name, via, key_id, action, target, ip, outcome, detail, hash)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        parameters: [...membersOf(entry), hashed],
      },
    ]);
    this.#head = { seq: entry.seq, hash: hashed };
    return results.slice(0, changes.length);
  }
}

const membersOf = (entry: Unhashed) => [
  entry.seq,
  entry.at,
  entry.userId,
  entry.name,
  entry.via,
  entry.keyId,
  entry.action,
  entry.target,
  entry.ip,
  entry.outcome,
  entry.detail,
];

/** JSON of a list: every member is quoted, so that no two different entries read the same. */
function hashOf(entry: Unhashed, previous: string): string {
  return hash('sha256', JSON.stringify([previous, ...membersOf(entry)]), 'hex');
}
