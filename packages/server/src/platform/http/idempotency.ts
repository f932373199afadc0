/**
 * A POST repeated with the same `Idempotency-Key` gets the first answer again instead of a second effect. Only success
 * is kept: a refusal had no effect and is judged anew. Twins that arrive together share one run.
 */
import { createHash } from 'node:crypto';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../storage/database.ts';
import type { ValidInput } from './input.ts';
import type { AnswerOptions } from './serve.ts';
import { Answer } from './serve.ts';

export interface Attempt {
  readonly caller: string;
  readonly door: string;
  readonly key: string;
}

export interface KeptAnswer {
  readonly requestHash: string;
  readonly data: unknown;
  readonly options: AnswerOptions;
}

export interface IdempotencyStore {
  find(attempt: Attempt, now: number): KeptAnswer | null;
  keep(attempt: Attempt, kept: KeptAnswer, until: number, now: number): Promise<void>;
}

const keptForMs = 24 * 60 * 60 * 1000;

export const keyPattern = /^[\x21-\x7e]{1,255}$/;

/** The same members in another order are the same request. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, canonical(member)]),
  );
}

function hashOf(input: ValidInput): string {
  const hash = createHash('sha256');
  for (const part of [input.params, input.query, input.body]) {
    if (part instanceof Uint8Array) hash.update(part);
    else hash.update(JSON.stringify(canonical(part)) ?? '');
    hash.update('\n');
  }
  return hash.digest('hex');
}

const mismatch = () =>
  new AppError('conflict', 'This Idempotency-Key was used for another request; use a new key for a new request');

export interface Outcome {
  readonly answer: Answer<unknown>;
  readonly isReplayed: boolean;
}

export type Once = (attempt: Attempt, input: ValidInput, run: () => Promise<Answer<unknown>>) => Promise<Outcome>;

export function createOnce(store: IdempotencyStore, clock: Clock): Once {
  const running = new Map<string, { readonly requestHash: string; readonly answer: Promise<Answer<unknown>> }>();

  return async (attempt, input, run) => {
    const requestHash = hashOf(input);
    const name = JSON.stringify([attempt.caller, attempt.door, attempt.key]);
    const twin = running.get(name);
    if (twin !== undefined) {
      if (twin.requestHash !== requestHash) throw mismatch();
      return { answer: await twin.answer, isReplayed: true };
    }
    const kept = store.find(attempt, clock.now());
    if (kept !== null) {
      if (kept.requestHash !== requestHash) throw mismatch();
      return { answer: new Answer(kept.data, kept.options), isReplayed: true };
    }
    const runAndKeep = async (): Promise<Answer<unknown>> => {
      const answer = await run();
      const now = clock.now();
      await store.keep(attempt, { requestHash, data: answer.data, options: answer.options }, now + keptForMs, now);
      return answer;
    };
    const answer = runAndKeep();
    running.set(name, { requestHash, answer });
    try {
      return { answer: await answer, isReplayed: false };
    } finally {
      running.delete(name);
    }
  };
}

interface AnswerRow {
  readonly request_hash: string;
  readonly answer: string;
}

export const createIdempotencyStore = (database: Database): IdempotencyStore => ({
  find({ caller, door, key }, now) {
    const row = database.get<AnswerRow>(
      `SELECT request_hash, answer FROM idempotent_answers
       WHERE caller = ? AND door = ? AND key = ? AND expires_at > ?`,
      [caller, door, key, now],
    );
    if (row === undefined) return null;
    const { data, options } = JSON.parse(row.answer) as Pick<KeptAnswer, 'data' | 'options'>;
    return { requestHash: row.request_hash, data, options };
  },

  async keep({ caller, door, key }, { requestHash, data, options }, until, now) {
    await database.write([
      { sql: 'DELETE FROM idempotent_answers WHERE expires_at <= ?', parameters: [now] },
      {
        sql: `INSERT INTO idempotent_answers (caller, door, key, request_hash, answer, expires_at)
              VALUES (?, ?, ?, ?, ?, ?)`,
        parameters: [caller, door, key, requestHash, JSON.stringify({ data, options }), until],
      },
    ]);
  },
});
