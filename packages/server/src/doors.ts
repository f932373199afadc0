/** Every door with its handler: what HTTP mounts, and what the command line calls when it works in place. */
import { accountsDoors } from './modules/accounts/doors.ts';
import { backtestDoors } from './modules/backtest/doors.ts';
import { portfolioDoors } from './modules/backtest/portfolio-doors.ts';
import { proofDoors } from './modules/backtest/proof-doors.ts';
import { jobDoors } from './modules/jobs/doors.ts';
import { JobService } from './modules/jobs/service.ts';
import { marketDataDoors } from './modules/market-data/doors.ts';
import { marketDataImportDoors } from './modules/market-data/import-doors.ts';
import { signalDoors } from './modules/signals/doors.ts';
import { strategyDoors } from './modules/strategies/doors.ts';
import { systemDoors } from './modules/system/doors.ts';
import type { ServedDoor } from './platform/http/serve.ts';
import { version } from './platform/version.ts';
import type { Rooms } from './rooms.ts';

export function doorsOf(rooms: Rooms): ServedDoor[] {
  return [
    ...systemDoors(rooms.health, version),
    ...accountsDoors(rooms.accounts, rooms.config),
    ...jobDoors(new JobService(rooms.jobs)),
    ...marketDataDoors(rooms.marketData),
    ...marketDataImportDoors(rooms.marketData),
    ...strategyDoors(rooms.strategies),
    ...signalDoors(rooms.signals),
    ...backtestDoors(rooms.backtests),
    ...proofDoors(rooms.proofs),
    ...portfolioDoors(rooms.portfolios),
  ];
}
