/**
 * Finds the caller behind a request: an API key in `Authorization: Bearer`, a session cookie (with its CSRF token when
 * the method is unsafe) or a WebSocket ticket. All from memory: one SHA-256 and a few look-ups.
 */
import { scopesOf } from '@tradewind/contract/access.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { Clock } from '../clock.ts';
import type { Authenticator, Caller, Credentials } from './caller.ts';
import type { ApiKey, Directory } from './directory.ts';
import type { Session, Sessions } from './sessions.ts';
import type { Tickets } from './tickets.ts';
import { digestOf, isSameSecret } from './tokens.ts';

export const sessionCookie = 'tradewind_session';

interface Parts {
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  readonly clock: Clock;
}

export function createAuthenticator({ directory, sessions, tickets, clock }: Parts): Authenticator {
  /** The caller a session stands for now; null when its account changed since it was opened. */
  const callerOfSession = (session: Session | null): Caller | null => {
    const account = session && directory.account(session.userId);
    if (!session || !account || account.isDisabled || account.generation !== session.generation) return null;
    const { userId, name, role } = account;
    return { userId, name, role, scopes: scopesOf[role], via: 'session', sessionId: session.sessionId };
  };

  /** The caller a key stands for now. A key never does more than its owner's role allows today. */
  const callerOfKey = (key: ApiKey | undefined): Caller | null => {
    const account = key && directory.account(key.userId);
    if (!key || !account || account.isDisabled) return null;
    if (key.expiresAt !== null && clock.now() >= key.expiresAt) return null;
    const { userId, name, role } = account;
    const scopes = scopesOf[role].filter((scope) => key.scopes.includes(scope));
    return { userId, name, role, scopes, via: 'key', keyId: key.keyId };
  };

  const callerToday = ({ keyId, sessionId }: Caller): Caller | null =>
    keyId !== undefined
      ? callerOfKey(directory.key(keyId))
      : callerOfSession(sessionId === undefined ? null : sessions.find(sessionId));

  const byBearer = (authorization: string): Caller | null => {
    const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    const key = token === undefined ? undefined : directory.keyByDigest(digestOf(token));
    const caller = callerOfKey(key);
    if (key && caller) directory.noteUse(key);
    return caller;
  };

  const byCookie = ({ cookie, csrf, method }: Credentials): Caller | null => {
    const token = cookie === undefined ? null : cookieValue(cookie, sessionCookie);
    const session = token === null ? null : sessions.use(token);
    const caller = callerOfSession(session);
    if (session && caller && !isSafe(method) && (csrf === undefined || !isSameSecret(csrf, session.csrf))) {
      throw new AppError('csrf', {
        detail: `a ${method} by session needs the session's CSRF token in X-CSRF-Token; found ${csrf === undefined ? 'none' : 'another'}`,
      });
    }
    return caller;
  };

  return {
    // A bad key is refused even where a good cookie stands beside it: what was shown first is what was meant.
    authenticate: async (credentials) =>
      credentials.authorization === undefined ? byCookie(credentials) : byBearer(credentials.authorization),
    redeemTicket: (ticket) => {
      const holder = tickets.redeem(ticket);
      const caller = holder && callerToday(holder);
      return caller && { ...caller, via: 'ticket' };
    },
    isCurrent: (caller) => {
      const today = callerToday(caller);
      return today !== null && caller.scopes.every((scope) => today.scopes.includes(scope));
    },
  };
}

/** TRADEWIND_AUTH=off: everybody is the first administrator. config.ts allows it only where nobody else can connect. */
export function createOpenAuthenticator({ directory }: Pick<Parts, 'directory'>): Authenticator {
  const everybody = (): Caller => {
    const admin = directory.firstAdmin();
    if (!admin) throw new Error('there is no administrator for callers without credentials to be');
    return { userId: admin.userId, name: admin.name, role: 'admin', scopes: scopesOf.admin, via: 'open' };
  };
  return { authenticate: async () => everybody(), redeemTicket: everybody, isCurrent: () => true };
}

const isSafe = (method: string): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

function cookieValue(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
