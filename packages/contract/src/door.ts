/**
 * A door: one REST operation, described once. The same description validates requests, types the handler and the
 * client, and becomes OpenAPI. Every door is mounted on two faces: `/api/v1` (envelope) and `/api` (bare).
 */
import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** Order of the tags in OpenAPI: the first 14 are fixed by the specification. */
export const tags = [
  'Health',
  'Macro',
  'Curves',
  'Market Data',
  'Flows',
  'Agents',
  'Signals',
  'Risk',
  'Portfolio',
  'Backtest',
  'Strategies',
  'Reports',
  'Monitoring',
  'WebSocket',
  'Trades',
  'Execution',
  'Safety',
  'Alerts',
  'Scheduler',
  'Goals',
  'Agent',
  'Optimize',
  'Dashboard',
  'System',
  'Auth',
] as const;
export type Tag = (typeof tags)[number];

/**
 * What a caller must be allowed to do. `open` needs no credentials. Roles hold sets of these (see access.ts);
 * API keys hold a subset of their owner's.
 */
export type Access = 'open' | 'read' | 'research' | 'trade' | 'stop' | 'admin';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Door {
  /** Unique, camelCase; OpenAPI's operationId and the client's method name. */
  readonly id: string;
  readonly method: Method;
  /** Below the face, with parameters in braces: `/backtest/runs/{run_id}`. */
  readonly path: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** `faces` (default) = both `/api/v1` and `/api`; `root` = at the root, bare (only `/health` and its like). */
  readonly mounted?: 'faces' | 'root';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Content types of the request body; default JSON. A text type hands the raw body to the handler as a string. */
  readonly consumes?: readonly string[];
  /** Largest request body in bytes; default 1 MiB. */
  readonly bodyLimit?: number;
  /**
   * Content types of a success answer; default JSON. A text type takes a string, another one bytes; both are sent as they
   * are, on both faces.
   */
  readonly produces?: readonly string[];
  /** The answer holds a secret that is shown once: it is never stored, so `Idempotency-Key` is not taken. */
  readonly secret?: true;
  /** Success answers by status: the schema of `data` (bare face: of the whole body). */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** Refusals this door can give besides the general ones (400, 401, 403, 413, 429, 503). */
  readonly refusals?: readonly ErrorCode[];
}

/** Declares a door and keeps its literal types. */
export function door<const D extends Door>(description: D): D {
  return description;
}

/** Whether `Idempotency-Key` is taken: where a repeat could do harm, and the answer may be stored. */
export const takesIdempotencyKey = ({ method, access, secret }: Door): boolean =>
  method === 'POST' && access !== 'open' && secret === undefined;

type Inferred<S, Otherwise> = S extends z.ZodType ? z.output<S> : Otherwise;
type Given<S, Otherwise> = S extends z.ZodType ? z.input<S> : Otherwise;

/** What a handler receives after validation. */
export interface DoorInput<D extends Door> {
  readonly params: Inferred<D['params'], Record<string, never>>;
  readonly query: Inferred<D['query'], Record<string, never>>;
  readonly body: Inferred<D['body'], undefined>;
}

/** What a client gives, before defaults are applied. */
export interface DoorRequest<D extends Door> {
  readonly params: Given<D['params'], undefined>;
  readonly query: Given<D['query'], undefined>;
  readonly body: Given<D['body'], undefined>;
}

/** The success data a handler gives (union over the door's success statuses). */
export type DoorData<D extends Door> = z.input<D['answers'][keyof D['answers']] & z.ZodType>;

/** The success data as a client receives it. */
export type DoorAnswer<D extends Door> = z.output<D['answers'][keyof D['answers']] & z.ZodType>;
