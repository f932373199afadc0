/** The signals room on real databases, for its tests. */
import type { Fact } from '@tradewind/contract/facts.ts';
import { allocateBars, type BarColumns } from '@tradewind/engine/model/bar.ts';
import { Random } from '@tradewind/engine/statistics/random.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { openTestDatabase, testClock } from '../../platform/auth/test-database.ts';
import { createBus } from '../../platform/bus/bus.ts';
import { busMigrations } from '../../platform/bus/migrations.ts';
import { openSequence } from '../../platform/bus/sequence.ts';
import { testApp } from '../../platform/http/test-app.ts';
import { createLog } from '../../platform/log.ts';
import type { OpenMarketData } from '../market-data/open.ts';
import { MarketDataService } from '../market-data/service.ts';
import { strategyDoors } from '../strategies/doors.ts';
import { strategyMigrations } from '../strategies/migrations.ts';
import { StrategyService } from '../strategies/service.ts';
import { ParameterStore } from '../strategies/store.ts';
import { signalDoors } from './doors.ts';
import { signalMigrations } from './migrations.ts';
import { SignalService } from './service.ts';
import { SignalStore } from './store.ts';

export async function openSignalRoom(market: OpenMarketData) {
  const opened = await openTestDatabase([...busMigrations, ...strategyMigrations, ...signalMigrations]);
  const clock = testClock();
  const log = createLog({ level: 'silent' });
  const sequence = await openSequence(opened.database, log);
  const bus = createBus({ sequence, clock, log });
  const facts: Fact[] = [];
  bus.subscribe('all', (fact) => void facts.push(fact));
  const strategies = new StrategyService({ store: new ParameterStore(opened.database), clock });
  const store = new SignalStore(opened.database);
  const marketData = new MarketDataService(market.store);
  const service = new SignalService({ strategies, marketData, store, bus, clock, log });
  const app = await testApp([...strategyDoors(strategies), ...signalDoors(service)]);
  return {
    app,
    service,
    store,
    strategies,
    clock,
    facts,
    close: async () => {
      await app.app.close();
      await sequence.close();
      await opened.close();
    },
  };
}

export type SignalRoom = Awaited<ReturnType<typeof openSignalRoom>>;

/** A seeded walk of daily bars, the last of which ends at `lastEnd`. */
export function dailyWalk(seed: number, length: number, lastEnd: number): BarColumns {
  const random = new Random(seed);
  const bars = allocateBars(length);
  let price = 100;
  for (let i = 0; i < length; i++) {
    bars.ts[i] = lastEnd - (length - 1 - i) * dayMs;
    bars.open[i] = price;
    price = bars.close[i] = price * (1 + 0.015 * random.normal());
    bars.high[i] = Math.max(bars.open[i], price) * 1.003;
    bars.low[i] = Math.min(bars.open[i], price) * 0.997;
    bars.volume[i] = 1000;
  }
  return bars;
}
