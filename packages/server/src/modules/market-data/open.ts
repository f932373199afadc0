import { join } from 'node:path';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/storage/database.ts';
import { openDatabase } from '../../platform/storage/open-database.ts';
import { openReader } from '../../platform/storage/reader.ts';
import { marketDataMigrations } from './migrations.ts';
import { MarketDataReader } from './reader.ts';
import { MarketDataStore } from './store.ts';

function marketFile(dataDir: string): string {
  return join(dataDir, 'market.db');
}

export interface OpenMarketData {
  readonly database: Database;
  readonly store: MarketDataStore;
}

/** For the owner of the data directory. */
export async function openMarketDataStore(dataDir: string, clock: Clock = systemClock): Promise<OpenMarketData> {
  const database = await openDatabase({ file: marketFile(dataDir), migrations: marketDataMigrations });
  return { database, store: new MarketDataStore(database, clock) };
}

/** For job threads beside the owner: stored bars by path, read-only, at once. */
export function openMarketData(dataDir: string): { readonly reader: MarketDataReader; close(): void } {
  const connection = openReader(marketFile(dataDir));
  return { reader: new MarketDataReader(connection), close: () => connection.close() };
}
