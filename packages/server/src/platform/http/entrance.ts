/**
 * What a request passes before its body is read: who is it, is it asking too often, may it come in, and does it bring
 * something this door can read. In this order, so that guessing keys is limited, and a stranger cannot make us parse.
 */
import type { Access, Door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { FastifyRequest } from 'fastify';
import type { Authenticator, Caller } from '../auth/caller.ts';
import type { RateLimiter } from './rate-limit.ts';

const jsonType = 'application/json';

const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

async function identify(request: FastifyRequest, authenticator: Authenticator): Promise<Caller | null> {
  const { authorization, cookie } = request.headers;
  const csrf = single(request.headers['x-csrf-token']);
  return authenticator.authenticate({ authorization, cookie, csrf, method: request.method });
}

function admit(caller: Caller | null, access: Exclude<Access, 'open'>): void {
  if (caller === null) {
    throw new AppError('unauthenticated', 'Sign in, or send an API key as `Authorization: Bearer tw_…`');
  }
  if (!caller.scopes.includes(access)) {
    const held = caller.scopes.join(', ') || 'nothing';
    throw new AppError('forbidden', `This needs the scope ${access}; ${caller.name} holds ${held}`);
  }
}

/** A body with GET has no meaning and is not read. */
const bringsBody = ({ method, headers }: FastifyRequest): boolean =>
  method !== 'GET' &&
  method !== 'HEAD' &&
  (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);

function checkContentType(request: FastifyRequest, door: Door): void {
  if (!bringsBody(request)) return;
  const taken = door.consumes ?? [jsonType];
  const given = request.headers['content-type']?.split(';', 1)[0].trim().toLowerCase();
  if (given === undefined || !taken.includes(given)) {
    const detail = `Expected a body of type ${taken.join(' or ')}, found ${given ?? 'no Content-Type'}`;
    throw new AppError('unsupported_media_type', detail);
  }
}

/** Sets `request.caller` (null at an open door) or throws the refusal. */
export async function enter(
  request: FastifyRequest,
  door: Door,
  { authenticator, limiter }: { readonly authenticator: Authenticator; readonly limiter: RateLimiter },
): Promise<void> {
  if (door.access === 'open') {
    await limiter.check(request, door);
  } else {
    try {
      request.caller = await identify(request, authenticator);
    } finally {
      // A refusal of the credentials counts against the address too, or secrets could be guessed without end.
      await limiter.check(request, door);
    }
    admit(request.caller, door.access);
  }
  checkContentType(request, door);
}
