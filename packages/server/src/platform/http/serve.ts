/** Puts a handler behind a door. Modules list their served doors; app.ts mounts them on both faces. */
import type { Door, DoorData, DoorInput } from '@tradewind/contract/door.ts';
import type { FastifyBaseLogger } from 'fastify';
import type { Caller } from '../auth/caller.ts';

/** What a handler may know of the request besides its validated input. */
export interface RequestContext {
  /** The request id: in every log line, in the answer's `X-Request-Id`. */
  readonly id: string;
  readonly ip: string;
  /**
   * The `Idempotency-Key`, if one was given. Answers are replayed by the platform; a handler passes the key on to its
   * store where the effect must stay single even when the process dies between the effect and the answer.
   */
  readonly idempotencyKey?: string;
  /** The raw credentials, for the doors that end or renew them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly log: FastifyBaseLogger;
}

/** Nobody is asked who they are at an open door. */
type CallerAt<D extends Door> = D['access'] extends 'open' ? null : Caller;

export type HandlerInput<D extends Door> = DoorInput<D> & {
  readonly caller: CallerAt<D>;
  readonly request: RequestContext;
};

export interface AnswerOptions {
  /** Default: the lowest success status of the door. */
  readonly status?: number;
  /** Where the data came from: `synthetic`, `import:…`. */
  readonly source?: string;
  /** What a reader should know before relying on the data. */
  readonly note?: string;
  /** How many there are in all, when the data is a bare list. */
  readonly total?: number;
  /** One of the door's `produces`, when it is not the first. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** Data with what stands around it. Made by `answer`. */
export class Answer<Data> {
  readonly data: Data;
  readonly options: AnswerOptions;

  constructor(data: Data, options: AnswerOptions) {
    this.data = data;
    this.options = options;
  }
}

/** For anything beyond plain data: another status, the source, a note, the total, a header. */
export const answer = <Data>(data: Data, options: AnswerOptions = {}): Answer<Data> => new Answer(data, options);

export type Handler<D extends Door> = (
  input: HandlerInput<D>,
) => DoorData<D> | Answer<DoorData<D>> | Promise<DoorData<D> | Answer<DoorData<D>>>;

/** A handler's input once the door's own types are forgotten: what the mount validates against the schemas and passes. */
export interface ErasedInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly caller: Caller | null;
  readonly request: RequestContext;
}

/** A door with its handler. */
export interface ServedDoor {
  readonly door: Door;
  readonly handle: (input: ErasedInput) => Promise<Answer<unknown>>;
}

export function serve<D extends Door>(door: D, handler: Handler<D>): ServedDoor {
  return {
    door,
    async handle(input) {
      // The mount has validated the input against this very door: the one place where its types come back.
      const given = await handler(input as unknown as HandlerInput<D>);
      return given instanceof Answer ? given : new Answer(given, {});
    },
  };
}

/** What leaves must be what the contract promises: anything else is a fault of ours, logged and not sent. */
export function promised(door: Door, { data, options }: Answer<unknown>): Answer<unknown> {
  const status = options.status ?? Number(Object.keys(door.answers)[0]);
  const schema = door.answers[status];
  if (schema === undefined) throw new Error(`door ${door.id} answered ${status}, which it does not declare`);
  const result = schema.safeParse(data);
  if (result.success) return new Answer(result.data, { ...options, status });
  throw new Error(`door ${door.id} broke its schema: ${JSON.stringify(result.error.issues.slice(0, 5))}`);
}
