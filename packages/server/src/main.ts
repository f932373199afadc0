/**
 * Read me first. The server: config → storage → bus → rooms → app → listen → close.
 */
import type { AddressInfo } from 'node:net';
import { asyncApiDocument } from '@tradewind/contract/asyncapi.ts';
import { channels } from '@tradewind/contract/channels.ts';
import { doorsOf } from './doors.ts';
import type { FirstAdmin } from './modules/accounts/first-admin.ts';
import { metricsDoors } from './modules/system/doors.ts';
import { HealthMonitor } from './modules/system/monitor.ts';
import type { Config } from './platform/config.ts';
import { createApp } from './platform/http/app.ts';
import { createIdempotencyStore } from './platform/http/idempotency.ts';
import type { Log } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { version } from './platform/version.ts';
import { createHub } from './platform/ws/hub.ts';
import { openRooms, type Rooms } from './rooms.ts';

export interface RunningServer {
  /** Where it listens, with the port it got. */
  readonly url: string;
  readonly rooms: Rooms;
  /** Stops taking requests, lets running work reach a point from which it can go on, and closes the store. */
  close(): Promise<void>;
}

/**
 * `showFirstLogin` is called as soon as the first login is made and stored: a start that fails after that, as at a port
 * in use, would otherwise take the only sight of it along.
 */
export async function startServer(
  config: Config,
  log: Log,
  showFirstLogin: (made: FirstAdmin) => void,
): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();
  const rooms = await openRooms(config, log);
  opened.defer(() => rooms.close());
  const monitor = new HealthMonitor(rooms.health, (alert) => rooms.bus.publish('health_alert', alert));
  opened.defer(monitor.start());
  await rooms.schedules.start();
  opened.defer(() => rooms.schedules.stop());
  const made = await rooms.accounts.ensureFirstAdmin();
  if (made) showFirstLogin(made);

  const hub = createHub({
    bus: rooms.bus,
    authenticator: rooms.accounts.authenticator,
    channels,
    config,
    clock: rooms.clock,
    log,
  });
  const metrics = createMetrics({ bus: rooms.bus, jobs: rooms.jobs, hub });
  const app = await createApp({
    served: [...doorsOf(rooms), ...metricsDoors(metrics)],
    authenticator: rooms.accounts.authenticator,
    idempotency: createIdempotencyStore(rooms.database),
    config,
    log,
    clock: rooms.clock,
    version,
    asyncapi: asyncApiDocument(channels, { version }),
    onRequest: metrics.onRequest,
    notices: () => noticesOf(rooms),
  });
  opened.defer(async () => {
    // Together: either may have to wait for clients, and the whole has seconds.
    await Promise.all([hub.close(), app.close()]);
  });
  hub.attach(app.server);
  await app.listen({ host: config.host, port: config.port });
  const url = urlOf(app.server.address() as AddressInfo);
  rooms.directory.announce(url);

  const closing = opened.move();
  return { url, rooms, close: () => closing.disposeAsync() };
}

function urlOf({ address, port, family }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** What every page must say while it is so. */
function noticesOf({ config, marketData }: Rooms): string[] {
  const notices = [];
  if (marketData.list().some((series) => series.synthetic)) {
    notices.push('This workspace holds synthetic demo data: figures computed from it say nothing about real markets.');
  }
  if (!config.auth) notices.push('Authentication is off: everybody on this machine is the administrator.');
  return notices;
}
