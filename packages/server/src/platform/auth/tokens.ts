/**
 * Opaque random tokens: API keys, session cookies, tickets, CSRF tokens. Only the SHA-256 of one is ever stored; 256
 * random bits need no slow hash. A token is looked up by its digest, so how long the search takes says nothing about
 * the token itself.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

export const mintToken = (): string => `tw_${randomBytes(32).toString('base64url')}`;

export const digestOf = (token: string): string => hash('sha256', token, 'base64url');

/** Compares two secrets in a time that depends on neither. */
export function isSameSecret(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}
