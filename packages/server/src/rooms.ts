/**
 * The rooms of one data directory, put together: storage, bus, jobs and the services on top of them. The server mounts
 * doors on them; the command line works with them in place when no server holds the directory.
 */

import { join } from 'node:path';
import { scheduleDailyWork } from './daily-work.ts';
import { accountsMigrations } from './modules/accounts/migrations.ts';
import { type AccountsService, createAccounts } from './modules/accounts/service.ts';
import { backtestMigrations } from './modules/backtest/migrations.ts';
import { PortfolioService } from './modules/backtest/portfolio-service.ts';
import { PortfolioStore } from './modules/backtest/portfolio-store.ts';
import { ProofService } from './modules/backtest/proof-service.ts';
import { BacktestService } from './modules/backtest/service.ts';
import { BacktestStore } from './modules/backtest/store.ts';
import { refreshDemo } from './modules/market-data/demo.ts';
import { openMarketDataStore } from './modules/market-data/open.ts';
import { MarketDataService } from './modules/market-data/service.ts';
import { signalMigrations } from './modules/signals/migrations.ts';
import { SignalService } from './modules/signals/service.ts';
import { SignalStore } from './modules/signals/store.ts';
import { strategyMigrations } from './modules/strategies/migrations.ts';
import { StrategyService } from './modules/strategies/service.ts';
import { ParameterStore } from './modules/strategies/store.ts';
import { checksOf, systemMigrations } from './modules/system/checks.ts';
import { createHealthService, type HealthService } from './modules/system/service.ts';
import { authMigrations } from './platform/auth/migrations.ts';
import { type Bus, createBus } from './platform/bus/bus.ts';
import { busMigrations } from './platform/bus/migrations.ts';
import { openSequence } from './platform/bus/sequence.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { httpMigrations } from './platform/http/migrations.ts';
import { Jobs } from './platform/jobs/jobs.ts';
import { jobMigrations } from './platform/jobs/migrations.ts';
import { Schedules } from './platform/jobs/schedules.ts';
import type { Log } from './platform/log.ts';
import type { Database } from './platform/storage/database.ts';
import { acquireDataDirectory, type OwnedDirectory } from './platform/storage/lock.ts';
import { openDatabase } from './platform/storage/open-database.ts';

export interface Rooms {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: OwnedDirectory;
  readonly database: Database;
  readonly bus: Bus;
  readonly jobs: Jobs;
  /** Started by the server alone: the command line leaves the clock's work to it. */
  readonly schedules: Schedules;
  readonly accounts: AccountsService;
  readonly health: HealthService;
  readonly marketData: MarketDataService;
  readonly strategies: StrategyService;
  readonly signals: SignalService;
  readonly backtests: BacktestService;
  readonly proofs: ProofService;
  readonly portfolios: PortfolioService;
  /** Ends what runs, writes what is pending, lets go of the directory. */
  close(): Promise<void>;
}

const migrations = [
  ...busMigrations,
  ...jobMigrations,
  ...httpMigrations,
  ...authMigrations,
  ...accountsMigrations,
  ...strategyMigrations,
  ...signalMigrations,
  ...backtestMigrations,
  ...systemMigrations,
];

/** Throws DataDirectoryInUse when another process owns the directory. */
export async function openRooms(config: Config, log: Log, clock: Clock = systemClock): Promise<Rooms> {
  // Whatever was opened is closed again in reverse order, also when a later room fails to open.
  await using opened = new AsyncDisposableStack();
  const directory = acquireDataDirectory(config.dataDir);
  opened.defer(() => directory.release());
  const opening = [
    openDatabase({ file: join(config.dataDir, 'tradewind.db'), migrations }),
    openMarketDataStore(config.dataDir, clock),
  ] as const;
  // Each is closed even when the other could not be opened.
  for (const one of await Promise.allSettled(opening)) {
    if (one.status === 'fulfilled') opened.defer(() => ('store' in one.value ? one.value.database : one.value).close());
  }
  const [database, market] = await Promise.all(opening);
  if (config.demo) {
    const bars = await refreshDemo(market.store, clock.now());
    if (bars > 0) log.info({ bars }, 'the demo workspace was brought up to yesterday; its bars are synthetic');
  }

  const sequence = await openSequence(database, log);
  opened.defer(() => sequence.close());
  const bus = createBus({ sequence, clock, log });
  const report = (err: unknown) => log.error({ err }, 'a time of last use could not be stored');
  const accounts = createAccounts({ database, clock, config, report });
  const jobs = new Jobs({ database, bus, clock, log, dataDir: config.dataDir, workers: config.workers });
  const marketData = new MarketDataService(market.store, (imported) => {
    bus.publish('market_data_imported', imported);
  });
  const health = createHealthService({
    checks: checksOf({ database, marketData, clock }),
    clock,
    onFailure: (name, err) => log.error({ name, err }, 'a part of the platform is down'),
  });
  const strategies = new StrategyService({ store: new ParameterStore(database), clock });
  const signals = new SignalService({ strategies, marketData, store: new SignalStore(database), bus, clock, log });
  opened.defer(signals.watch());
  const store = new BacktestStore(database);
  const backtests = new BacktestService({ jobs, store, strategies, marketData, bus, clock });
  const proofs = new ProofService({ jobs, store, backtests, clock });
  const portfolios = new PortfolioService({ jobs, store: new PortfolioStore(database), strategies, marketData, clock });
  const schedules = new Schedules({ database, clock, log });
  await scheduleDailyWork(schedules, {
    refreshDemo: () => (config.demo ? refreshDemo(market.store, clock.now()) : Promise.resolve(0)),
    generateSignals: () => signals.generateAll(),
  });
  await jobs.start();
  opened.defer(() => jobs.stop());

  const closing = opened.move();
  return {
    config,
    clock,
    log,
    directory,
    database,
    bus,
    jobs,
    schedules,
    accounts,
    health,
    marketData,
    strategies,
    signals,
    backtests,
    proofs,
    portfolios,
    close: () => closing.disposeAsync(),
  };
}
