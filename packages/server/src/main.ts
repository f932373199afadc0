/**
 * Read me first. The server: config → storage → bus → rooms → app → listen → close.
 */
import { accountsDoors } from './modules/accounts/doors.ts';
import type { FirstAdmin } from './modules/accounts/first-admin.ts';
import { backtestDoors } from './modules/backtest/doors.ts';
import { marketDataDoors } from './modules/market-data/doors.ts';
import { signalDoors } from './modules/signals/doors.ts';
import { strategyDoors } from './modules/strategies/doors.ts';
import { systemDoors } from './modules/system/doors.ts';
import { createHealthService } from './modules/system/service.ts';
import type { Config } from './platform/config.ts';
import { createApp } from './platform/http/app.ts';
import { createIdempotencyStore } from './platform/http/idempotency.ts';
import type { Log } from './platform/log.ts';
import { version } from './platform/version.ts';
import { openRooms, type Rooms } from './rooms.ts';

export interface RunningServer {
  /** Where it listens, with the port it got. */
  readonly url: string;
  readonly rooms: Rooms;
  /** To be shown once; null on every later start. */
  readonly firstAdmin: FirstAdmin | null;
  /** Stops taking requests, lets running work reach a point from which it can go on, and closes the store. */
  close(): Promise<void>;
}

export async function startServer(config: Config, log: Log): Promise<RunningServer> {
  await using opened = new AsyncDisposableStack();
  const rooms = await openRooms(config, log);
  opened.defer(() => rooms.close());
  const firstAdmin = await rooms.accounts.ensureFirstAdmin();

  const app = await createApp({
    served: doorsOf(rooms),
    authenticator: rooms.accounts.authenticator,
    idempotency: createIdempotencyStore(rooms.database),
    config,
    log,
    clock: rooms.clock,
    version,
    asyncapi: asyncApiDocument({ version }),
    notices: () => noticesOf(rooms),
  });
  opened.defer(() => app.close());
  await app.listen({ host: config.host, port: config.port });
  const [{ address, port, family }] = app.addresses();
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  rooms.directory.announce(url);

  const closing = opened.move();
  return { url, rooms, firstAdmin, close: () => closing.disposeAsync() };
}

function doorsOf(rooms: Rooms) {
  return [
    ...systemDoors(healthOf(rooms), version),
    ...accountsDoors(rooms.accounts, rooms.config),
    ...jobsDoors(rooms.jobs),
    ...marketDataDoors(rooms.marketData),
    ...strategyDoors(rooms.strategies),
    ...signalDoors(rooms.signals),
    ...backtestDoors(rooms.backtests),
  ];
}

function healthOf({ database, marketData, clock, log }: Rooms) {
  return createHealthService({
    checks: [
      { name: 'storage', isEssential: true, ask: () => (database.get('SELECT 1'), { status: 'OK' }) },
      { name: 'market-data', isEssential: true, ask: () => (marketData.list(), { status: 'OK' }) },
    ],
    clock,
    onFailure: (name, err) => log.error({ name, err }, 'a part of the platform is down'),
  });
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
