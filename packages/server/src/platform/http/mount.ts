/** Mounts one door on its faces: entrance → input → handler (once) → the answer held against its schema → dressed. */
import type { Door } from '@tradewind/contract/door.ts';
import { takesIdempotencyKey } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { facesOf, pathOn } from '@tradewind/contract/faces.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Authenticator, Caller } from '../auth/caller.ts';
import type { Clock } from '../clock.ts';
import { enter } from './entrance.ts';
import type { Place } from './faces.ts';
import { dress } from './faces.ts';
import type { Once, Outcome } from './idempotency.ts';
import { keyPattern } from './idempotency.ts';
import { readInput } from './input.ts';
import type { RateLimiter } from './rate-limit.ts';
import type { ServedDoor } from './serve.ts';
import { promised } from './serve.ts';

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

/** The key, if this request brings one that is taken; one that would have to be ignored is refused. */
function idempotencyKey(request: FastifyRequest, door: Door): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined || door.method !== 'POST') return undefined;
  const refuse = (expected: string): never => {
    const errors = [{ pointer: '/header/idempotency-key', expected }];
    throw new AppError('malformed', { detail: `Idempotency-Key: expected ${expected}`, errors });
  };
  if (!takesIdempotencyKey(door)) return refuse('none: the answer of this door is never stored');
  if (Array.isArray(key) || !keyPattern.test(key)) return refuse('1 to 255 printable ASCII characters, no spaces');
  return key;
}

async function answerTo({ door, handle }: ServedDoor, request: FastifyRequest, once: Once): Promise<Outcome> {
  const key = idempotencyKey(request, door);
  const input = readInput(door, request);
  const { id, ip, log, headers, caller } = request;
  const run = async () =>
    promised(door, await handle({ ...input, caller, request: { id, ip, log, headers, idempotencyKey: key } }));
  if (key === undefined || caller === null) return { answer: await run(), isReplayed: false };
  return once({ caller: caller.userId, door: door.id, key }, input, run);
}

function send({ answer, isReplayed }: Outcome, door: Door, place: Place, reply: FastifyReply): FastifyReply {
  const { data, options } = answer;
  const contentType = options.contentType ?? door.produces?.[0] ?? jsonType;
  for (const [name, value] of Object.entries(options.headers ?? {})) reply.header(name, value);
  if (isReplayed) reply.header('Idempotency-Replayed', 'true');
  const isBytes = data instanceof Uint8Array;
  reply.code(options.status ?? 200).type(isBytes ? contentType : `${contentType}; charset=utf-8`);
  if (contentType === jsonType) return reply.send(JSON.stringify(dress(data, options, place, reply)));
  // Text and bytes have no envelope to stand in, on either face.
  return reply.send(dress(data, options, { ...place, isEnveloped: false }, reply));
}

const routerPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

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
        const { isEnveloped } = face;
        return send(outcome, door, { isEnveloped, requestId: request.id, now: clock.now() }, reply);
      },
    });
  }
}
