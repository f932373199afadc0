/** A hub on a real HTTP server with a real bus, and callers known by simple tokens. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scopesOf } from '@tradewind/contract/access.ts';
import { type Channel, channels } from '@tradewind/contract/channels.ts';
import type { FactPayloads } from '@tradewind/contract/facts.ts';
import type { Authenticator, Caller } from '../auth/caller.ts';
import { type Bus, createBus } from '../bus/bus.ts';
import { systemClock } from '../clock.ts';
import { createLog } from '../log.ts';
import { createHub, type Hub, type HubLimits } from './hub.ts';
import { Client } from './test-client.ts';

export interface HubRoom {
  readonly bus: Bus;
  readonly hub: Hub;
  readonly url: string;
  readonly port: number;
  /** Callers whose credentials have been taken back. */
  readonly revoked: Set<string>;
  client(path: string, options?: ConstructorParameters<typeof Client>[1] & { as?: string }): Client;
  close(): Promise<void>;
}

export interface HubRoomOptions {
  readonly limits?: Partial<HubLimits>;
  readonly channels?: readonly Channel[];
  readonly isOpen?: boolean;
  readonly recent?: { readonly facts: number; readonly bytes: number };
}

const callers: Readonly<Record<string, Caller>> = {
  ada: { userId: 'ada', name: 'ada', role: 'trader', scopes: scopesOf.trader, via: 'key' },
  bob: { userId: 'bob', name: 'bob', role: 'trader', scopes: scopesOf.trader, via: 'key' },
  admin: { userId: 'root', name: 'root', role: 'admin', scopes: scopesOf.admin, via: 'key' },
  script: { userId: 'root', name: 'root', role: 'admin', scopes: ['read'], via: 'key' },
  nothing: { userId: 'nobody', name: 'nobody', role: 'viewer', scopes: [], via: 'key' },
};

export async function openHubRoom(options: HubRoomOptions = {}): Promise<HubRoom> {
  const log = createLog({ level: 'silent' });
  const revoked = new Set<string>();
  const tickets = new Set(['one-time']);
  const authenticator: Authenticator = {
    async authenticate({ authorization, cookie }) {
      if (options.isOpen) return { ...callers.admin, via: 'open' };
      if (authorization !== undefined) return callers[authorization.replace('Bearer ', '')] ?? null;
      return cookie === 'tradewind_session=ada' ? { ...callers.ada, via: 'session' } : null;
    },
    redeemTicket: (ticket) => (tickets.delete(ticket) ? { ...callers.ada, via: 'ticket' } : null),
    isCurrent: ({ userId }) => !revoked.has(userId),
  };
  let last = 0;
  const sequence = {
    next: () => ++last,
    close: async () => undefined,
    get last() {
      return last;
    },
  };
  const bus = createBus({ sequence, clock: systemClock, log, recent: options.recent });
  const hub = createHub({
    bus,
    authenticator,
    channels: options.channels ?? channels,
    config: { auth: !options.isOpen },
    clock: systemClock,
    log,
    limits: options.limits,
  });
  const server = createServer((_request, response) => void response.writeHead(404).end());
  hub.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}`;
  const clients: Client[] = [];
  return {
    bus,
    hub,
    url,
    port,
    revoked,
    client(path, { as = 'ada', ...others } = {}) {
      const headers = { ...(as === '' ? {} : { authorization: `Bearer ${as}` }), ...others.headers };
      const client = new Client(`${url}${path}`, { ...others, headers });
      clients.push(client);
      return client;
    },
    async close() {
      for (const { socket } of clients) socket.terminate();
      await hub.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const signal = (symbol: string): FactPayloads['signal_generated'] => ({
  strategy: 'sma-cross',
  symbol,
  timeframe: '1d',
  direction: 'LONG',
  strength: 'MODERATE',
  confidence: 0.6,
  raw_value: 1.2,
  z_score: null,
  suggested_size: null,
  entry_level: 100,
  stop_loss: null,
  take_profit: null,
  bar_end: '2026-01-02T21:00:00Z',
  source: 'synthetic',
});
