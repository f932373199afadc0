/** How often somebody may ask: counted per key or user, per address while nobody is known. */
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { Door } from '@tradewind/contract/door.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RateLimits } from '../settings.ts';

export interface RateLimiter {
  /** Counts the request for `request.caller`; throws `rate_limited` when it is one too many. */
  check(request: FastifyRequest, door: Door): Promise<void>;
}

const minute = 60_000;

const unlimited: RateLimiter = { check: async () => {} };

/** Where a secret could be guessed: a door that changes something and asks for no credentials. */
const invitesGuessing = (door: Door): boolean => door.access === 'open' && door.method !== 'GET';

const counterOf = ({ caller, ip }: FastifyRequest): string => {
  if (caller === null || caller.via === 'open') return `address ${normalizeIP(ip)}`;
  return caller.keyId === undefined ? `user ${caller.userId}` : `key ${caller.keyId}`;
};

export async function createRateLimiter(app: FastifyInstance, limits: RateLimits | null): Promise<RateLimiter> {
  if (limits === null) return unlimited;
  await app.register(rateLimit, { global: false });
  const counting = (max: number) =>
    app.createRateLimit({
      max,
      timeWindow: minute,
      keyGenerator: (request) => counterOf(request),
    });
  const general = counting(limits.perMinute);
  const attempts = counting(limits.loginPerMinute);
  return {
    async check(request, door) {
      const count = await (invitesGuessing(door) ? attempts : general)(request);
      if (!count.isAllowed && count.isExceeded) {
        throw new AppError('rate_limited', {
          detail: `More than ${count.max} requests in a minute; try again in ${count.ttlInSeconds} s`,
          retryAfter: count.ttlInSeconds,
        });
      }
    },
  };
}
