/** An application of a few doors for tests: two keys, a store in memory, everything logged kept for inspection. */
import { Writable } from 'node:stream';
import { scopesOf } from '@tradewind/contract/access.ts';
import type { InjectOptions } from 'fastify';
import type { Authenticator, Caller } from '../auth/caller.ts';
import { createLog } from '../log.ts';
import type { AppParts } from './app.ts';
import { createApp } from './app.ts';
import type { IdempotencyStore, KeptAnswer } from './idempotency.ts';
import type { ServedDoor } from './serve.ts';

export const adminKey = 'tw_admin';
export const viewerKey = 'tw_viewer';

const person = (name: string, role: Caller['role']): Caller => ({
  userId: name,
  name,
  role,
  scopes: scopesOf[role],
  via: 'key',
  keyId: name,
});

const keyHolders: Readonly<Record<string, Caller>> = {
  [`Bearer ${adminKey}`]: person('admin', 'admin'),
  [`Bearer ${viewerKey}`]: person('viewer', 'viewer'),
};

export const keyAuthenticator: Authenticator = {
  authenticate: async ({ authorization }) => keyHolders[authorization ?? ''] ?? null,
  redeemTicket: () => null,
  isCurrent: () => true,
};

function storeInMemory(): IdempotencyStore {
  const kept = new Map<string, KeptAnswer>();
  return {
    find: (attempt) => kept.get(JSON.stringify(attempt)) ?? null,
    keep: async (attempt, answer) => void kept.set(JSON.stringify(attempt), answer),
  };
}

export async function testApp(served: readonly ServedDoor[], parts: Partial<AppParts> = {}) {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const app = await createApp({
    served,
    authenticator: keyAuthenticator,
    idempotency: storeInMemory(),
    config: { auth: true, behindTlsProxy: false, corsOrigins: [], rateLimits: null },
    log: createLog({ level: 'info', destination }),
    clock: { now: () => Date.UTC(2026, 10, 20, 12) },
    version: '0.0.0',
    asyncapi: {},
    notices: () => [],
    ...parts,
  });
  const send = (options: InjectOptions) =>
    app.inject({ ...options, headers: { authorization: `Bearer ${adminKey}`, ...options.headers } });
  return {
    app,
    lines,
    send,
    get: (url: string, headers: Record<string, string> = {}) => send({ method: 'GET', url, headers }),
    post: (url: string, payload: InjectOptions['payload'], headers: Record<string, string> = {}) =>
      send({ method: 'POST', url, payload, headers }),
  };
}
