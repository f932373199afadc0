/**
 * The WebSocket hub: lets callers into channels, feeds the channels from the bus and looks after the connections.
 * A channel is a line in the contract's table; nothing here knows any single one.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Channel } from '@tradewind/contract/channels.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { closeCodes } from '@tradewind/contract/messages.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Authenticator, Caller } from '../auth/caller.ts';
import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { checkHost } from '../http/host-check.ts';
import type { Log } from '../log.ts';
import { callerOf, chooseProtocol, refuseUpgrade } from './admission.ts';
import { Connection, type ConnectionLimits } from './connection.ts';
import { Feed } from './feed.ts';

export interface HubLimits extends ConnectionLimits {
  readonly connections: number;
  /** Longest message a client may send, in bytes. */
  readonly messageBytes: number;
  /** How long facts are gathered before they are written. */
  readonly coalesceMs: number;
  readonly pingSeconds: number;
}

export interface HubParts {
  readonly bus: Bus;
  readonly authenticator: Authenticator;
  readonly channels: readonly Channel[];
  readonly config: Pick<Config, 'auth'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: Partial<HubLimits>;
}

export interface Hub {
  /** Takes over the upgrades of this server; all its channels then answer on it. */
  attach(server: Server): void;
  /** Clients connected, by the path of their channel. */
  clients(): Readonly<Record<string, number>>;
  /** Says goodbye (1001) to everybody and waits for them, not for long. */
  close(): Promise<void>;
}

const standardLimits: HubLimits = {
  connections: 10_000,
  messageBytes: 16 * 1024,
  coalesceMs: 25,
  pingSeconds: 30,
  bufferBytes: 1024 * 1024,
  messagesPerSecond: 100,
};
const closeGoingAway = 1001;
const goodbyeMs = 1_000;

export function createHub({ bus, authenticator, channels, config, clock, log, limits: given }: HubParts): Hub {
  const limits = { ...standardLimits, ...given };
  const feeds = new Map(channels.map((channel) => [channel.path as string, new Feed(channel, bus, limits.coalesceMs)]));
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.messageBytes,
    handleProtocols: chooseProtocol,
  });
  const servers = new Set<Server>();
  let isClosing = false;

  const unsubscribe = bus.subscribe('all', (fact) => {
    for (const feed of feeds.values()) feed.onFact(fact);
  });
  const pinging = setInterval(pingAll, limits.pingSeconds * 1000).unref();
  const heartbeats = [...feeds.values()].flatMap(({ channel, connections }) => {
    if (channel.heartbeatSeconds === undefined) return [];
    const beat = () => connections.forEach((connection) => void connection.say('heartbeat', {}));
    return [setInterval(beat, channel.heartbeatSeconds * 1000).unref()];
  });

  const clients = () => Object.fromEntries([...feeds].map(([path, { connections }]) => [path, connections.size]));
  const all = () => [...feeds.values()].flatMap((feed) => [...feed.connections]);

  function pingAll(): void {
    for (const connection of all()) {
      if (!authenticator.isCurrent(connection.caller)) {
        connection.socket.close(closeCodes.unauthenticated, 'the credentials are no longer good');
      } else if (!connection.ping()) {
        connection.socket.terminate();
      }
    }
  }

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Nobody else listens until the handshake is done, and an unheard error would end the process.
    const ignore = () => undefined;
    stream.on('error', ignore);
    const path = pathOf(request);
    admit(request, path)
      .then(({ feed, caller }) => {
        stream.off('error', ignore);
        sockets.handleUpgrade(request, stream, head, (socket) => welcome(socket, stream, feed, caller));
      })
      .catch((err: unknown) => {
        if (!(err instanceof AppError)) log.error({ err, path }, 'a WebSocket could not be opened');
        const refusal = err instanceof AppError ? err : new AppError('internal', 'The WebSocket could not be opened');
        refuseUpgrade(stream, refusal.code, refusal.message, path);
      });
  }

  /** Refusals that a browser should be able to read become close codes, which need an open WebSocket: see `welcome`. */
  async function admit(request: IncomingMessage, path: string): Promise<{ feed: Feed; caller: Caller | null }> {
    if (isClosing) throw new AppError('unavailable', 'The server is stopping');
    const feed = feeds.get(path);
    if (feed === undefined) throw new AppError('not_found', `There is no channel ${path}`);
    if (sum(clients()) >= limits.connections) {
      throw new AppError('unavailable', `There are ${limits.connections} connections already`);
    }
    if (!config.auth) checkHost(request);
    return { feed, caller: await callerOf(request, authenticator) };
  }

  function welcome(socket: WebSocket, stream: Duplex, feed: Feed, caller: Caller | null): void {
    const { access, path } = feed.channel;
    // ws reports what a peer did wrong (too large, bad frames) as an error and closes with the right code itself.
    socket.on('error', (err) => log.debug({ err, path }, 'a WebSocket client broke the protocol'));
    if (caller === null) {
      turnAway(socket, closeCodes.unauthenticated, 'authentication is required');
      return;
    }
    if (!caller.scopes.includes(access)) {
      turnAway(socket, closeCodes.forbidden, `this channel needs the scope ${access}`);
      return;
    }
    const connection = new Connection({
      socket,
      stream,
      caller,
      clock,
      limits,
      currentSeq: () => bus.seq,
      canResume: (seq) => bus.replay(seq) !== null,
      onResume: (asking, seq) => feed.resume(asking, seq),
    });
    socket.on('close', (code) => {
      feed.connections.delete(connection);
      log.debug({ path, caller: caller.name, code }, 'channel left');
    });
    feed.join(connection);
    log.debug({ path, caller: caller.name }, 'channel joined');
  }

  return {
    attach(server) {
      servers.add(server);
      server.on('upgrade', onUpgrade);
    },
    clients,
    async close() {
      isClosing = true;
      unsubscribe();
      clearInterval(pinging);
      heartbeats.forEach(clearInterval);
      for (const feed of feeds.values()) feed.flush();
      await Promise.all(all().map(({ socket }) => sayGoodbye(socket)));
      for (const server of servers) server.off('upgrade', onUpgrade);
    },
  };
}

function turnAway(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), goodbyeMs).unref();
}

function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), goodbyeMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(closeGoingAway, 'the server is stopping');
  });
}

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, one) => total + one, 0);

/** Without query, and a trailing slash makes no difference. */
const pathOf = ({ url = '/' }: IncomingMessage) => url.split('?')[0].replace(/(?<=.)\/$/, '');
