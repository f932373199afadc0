/** Mounts one door on its faces: entrance → input → handler (once) → the answer held against its schema → dressed. */
import type { Door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { FacePlace } from '@tradewind/contract/faces.ts';
import { facesOf, pathOn } from '@tradewind/contract/faces.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator, Caller } from '../auth/caller.ts';
import type { Clock } from '../clock.ts';
import { enter } from './entrance.ts';
import { dress } from './faces.ts';
import type { Once, Outcome } from './idempotency.ts';
import { keyPattern } from './idempotency.ts';
import { readInput } from './input.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { Answer, ServedDoor } from './serve.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; null until the entrance has let them in, and at open doors. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    doorId?: string;
  }
}

export interface MountParts {
  readonly authenticator: Authenticator;
  readonly limiter: RateLimiter;
  readonly once: Once;
  readonly clock: Clock;
}

const jsonType = 'application/json';
const megabyte = 1024 * 1024;

/** A key is taken where a repeat could do harm and the answer may be stored. */
function idempotencyKey(request: FastifyRequest, door: Door): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || door.method !== 'POST') return undefined;
  const refuse = (expected: string): never => {
    const errors = [{ pointer: '/header/idempotency-key', expected }];
    throw new AppError('malformed', { detail: `Idempotency-Key: expected ${expected}`, errors });
  };
  if (door.secret || door.access === 'open') return refuse('none: the answer of this door is never stored');
  if (Array.isArray(key) || !keyPattern.test(key)) return refuse('1 to 255 printable ASCII characters, no spaces');
  return key;
}

async function answerTo({ door, handle }: ServedDoor, request: FastifyRequest, once: Once): Promise<Outcome> {
  const key = idempotencyKey(request, door);
  const input = readInput(door, request);
  const { id, ip, log, headers, caller } = request;
  const run = () => handle({ ...input, caller, request: { id, ip, log, headers, idempotencyKey: key } });
  if (key === undefined || caller === null) return { answer: await run(), isReplayed: false };
  return once({ caller: caller.userId, door: door.id, key }, input, run);
}

/** What leaves must be what the contract promises: anything else is a fault of ours, logged and not sent. */
function promised(door: Door, { data, options }: Answer<unknown>): { status: number; data: unknown } {
  const status = options.status ?? Number(Object.keys(door.answers)[0]);
  const schema = door.answers[status];
  if (schema === undefined) throw new Error(`door ${door.id} answered ${status}, which it does not declare`);
  const result = schema.safeParse(data);
  if (result.success) return { status, data: result.data };
  throw new Error(`door ${door.id} broke its schema: ${JSON.stringify(result.error.issues.slice(0, 5))}`);
}

function send(
  face: FacePlace,
  door: Door,
  outcome: Outcome,
  about: { requestId: string; now: number },
  reply: FastifyReply,
) {
  const { answer, isReplayed } = outcome;
  const { status, data } = promised(door, answer);
  const contentType = answer.options.contentType ?? door.produces?.[0] ?? jsonType;
  for (const [name, value] of Object.entries(answer.options.headers ?? {})) reply.header(name, value);
  if (isReplayed) reply.header('Idempotency-Replayed', 'true');
  const dressed = dress(
    contentType === jsonType ? face : { ...face, isEnveloped: false },
    data,
    answer.options,
    about,
    reply,
  );
  return reply
    .code(status)
    .type(`${contentType}; charset=utf-8`)
    .send(contentType === jsonType ? JSON.stringify(dressed) : dressed);
}

export const routerPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

export function mount(
  app: FastifyInstance,
  served: ServedDoor,
  { authenticator, limiter, once, clock }: MountParts,
): void {
  const { door } = served;
  for (const face of facesOf(door)) {
    app.route({
      method: door.method,
      url: routerPath(pathOn(face, door)),
      bodyLimit: door.bodyLimit ?? megabyte,
      config: { doorId: door.id },
      onRequest: (request) => enter(request, door, { authenticator, limiter }),
      handler: async (request, reply) => {
        const outcome = await answerTo(served, request, once);
        return send(face, door, outcome, { requestId: request.id, now: clock.now() }, reply);
      },
    });
  }
}
