/** A market data store in a directory of its own, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { type OpenMarketData, openMarketDataStore } from './open.ts';
import { MarketDataService } from './service.ts';

export interface TestMarketData extends OpenMarketData {
  readonly dataDir: string;
  readonly service: MarketDataService;
}

export const testClock: Clock = { now: () => Date.UTC(2026, 10, 20, 12) };

export async function withMarketData<T>(use: (opened: TestMarketData) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tradewind-market-'));
  const opened = await openMarketDataStore(dataDir, testClock);
  try {
    return await use({ ...opened, dataDir, service: new MarketDataService(opened.store) });
  } finally {
    await opened.database.close();
    await rm(dataDir, { recursive: true });
  }
}
