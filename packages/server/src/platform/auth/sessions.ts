/**
 * Browser sessions: an opaque token in a cookie, its digest here. All that are open are held in memory and written
 * through, so that checking one costs a hash and a look-up, and a restart logs nobody out.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Database, Statement } from '../storage/database.ts';
import { digestOf, mintToken } from './tokens.ts';

export interface Session {
  readonly sessionId: string;
  readonly userId: string;
  /** The account's generation when the session was opened (directory.ts). */
  readonly generation: number;
  readonly csrf: string;
  readonly createdAt: number;
  /** The session ends then at the latest, however busy it is. */
  readonly expiresAt: number;
}

export interface SessionLifetimes {
  readonly absoluteMs: number;
  readonly idleMs: number;
}

export const standardLifetimes: SessionLifetimes = { absoluteMs: 7 * 86_400_000, idleMs: 12 * 3_600_000 };

/** How stale the stored time of last use may be: after a crash a session may live that much shorter, never longer. */
const seenSavedEveryMs = 60_000;

interface Held extends Session {
  readonly digest: string;
  seenAt: number;
  savedSeenAt: number;
}

interface Options {
  readonly database: Database;
  readonly clock: Clock;
  readonly lifetimes?: SessionLifetimes;
  /** Hears of a time of last use that could not be stored; the request goes on. */
  readonly report: (error: unknown) => void;
}

export class Sessions {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #lifetimes: SessionLifetimes;
  readonly #report: (error: unknown) => void;
  readonly #byDigest = new Map<string, Held>();
  readonly #byId = new Map<string, Held>();

  constructor({ database, clock, report, lifetimes = standardLifetimes }: Options) {
    this.#database = database;
    this.#clock = clock;
    this.#lifetimes = lifetimes;
    this.#report = report;
    const rows = database.all<Omit<Held, 'savedSeenAt'>>(
      `SELECT session_id AS sessionId, digest, user_id AS userId, generation, csrf, created_at AS createdAt,
              seen_at AS seenAt, expires_at AS expiresAt FROM auth_sessions`,
    );
    for (const row of rows) this.#hold({ ...row, savedSeenAt: row.seenAt });
  }

  /** The token is for the cookie and is nowhere else from here on. */
  async open(userId: string, generation: number): Promise<{ token: string; session: Session }> {
    const now = this.#clock.now();
    const token = mintToken();
    const session: Held = {
      sessionId: randomUUID(),
      digest: digestOf(token),
      userId,
      generation,
      csrf: mintToken(),
      createdAt: now,
      seenAt: now,
      savedSeenAt: now,
      expiresAt: now + this.#lifetimes.absoluteMs,
    };
    const over = [...this.#byId.values()].filter((held) => !this.#isOpen(held));
    await this.#database.write([
      ...over.map((held) => deletion(held.sessionId)),
      {
        sql: `INSERT INTO auth_sessions (session_id, digest, user_id, generation, csrf, created_at, seen_at, expires_at)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        parameters: [session.sessionId, session.digest, userId, generation, session.csrf, now, now, session.expiresAt],
      },
    ]);
    for (const held of over) this.#forget(held);
    this.#hold(session);
    return { token, session };
  }

  /** The open session of a cookie's token; being asked for keeps it from going idle. */
  use(token: string): Session | null {
    const held = this.#byDigest.get(digestOf(token));
    if (!held || !this.#isOpen(held)) return null;
    held.seenAt = Math.max(held.seenAt, this.#clock.now());
    if (held.seenAt - held.savedSeenAt >= seenSavedEveryMs) this.#saveSeen(held);
    return held;
  }

  /** The session if it is still open; asking does not prolong it. */
  find(sessionId: string): Session | null {
    const held = this.#byId.get(sessionId);
    return held && this.#isOpen(held) ? held : null;
  }

  /** Forgotten first, then deleted: an ended session must not work while its deletion is on the way to the disk. */
  async end(sessionId: string): Promise<void> {
    const held = this.#byId.get(sessionId);
    if (!held) return;
    this.#forget(held);
    await this.#database.write([deletion(sessionId)]);
  }

  /** For the transaction that changes the account; `forgetAllOf` once it is stored. */
  deletionOfAllOf(userId: string): Statement {
    return { sql: 'DELETE FROM auth_sessions WHERE user_id = ?', parameters: [userId] };
  }

  forgetAllOf(userId: string): void {
    for (const held of [...this.#byId.values()]) if (held.userId === userId) this.#forget(held);
  }

  #isOpen(held: Held): boolean {
    const now = this.#clock.now();
    return now < held.expiresAt && now < held.seenAt + this.#lifetimes.idleMs;
  }

  #saveSeen(held: Held): void {
    held.savedSeenAt = held.seenAt;
    this.#database
      .write([
        {
          sql: 'UPDATE auth_sessions SET seen_at = ? WHERE session_id = ?',
          parameters: [held.seenAt, held.sessionId],
        },
      ])
      .catch(this.#report);
  }

  #hold(held: Held): void {
    this.#byDigest.set(held.digest, held);
    this.#byId.set(held.sessionId, held);
  }

  #forget(held: Held): void {
    this.#byDigest.delete(held.digest);
    this.#byId.delete(held.sessionId);
  }
}

const deletion = (sessionId: string): Statement => ({
  sql: 'DELETE FROM auth_sessions WHERE session_id = ?',
  parameters: [sessionId],
});
