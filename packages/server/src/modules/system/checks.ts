/** How each part of this process is asked whether it is fit for work. */
import type { Clock } from '../../platform/clock.ts';
import type { Database, Migration } from '../../platform/storage/database.ts';
import type { MarketDataService } from '../market-data/service.ts';
import type { HealthCheck } from './service.ts';

export const systemMigrations: readonly Migration[] = [
  {
    name: 'system-001-probe',
    sql: `
      CREATE TABLE health_probe (id INTEGER PRIMARY KEY CHECK (id = 1), written_at INTEGER NOT NULL) STRICT;
      INSERT INTO health_probe VALUES (1, 0);
    `,
  },
];

export interface CheckedParts {
  readonly database: Database;
  readonly marketData: MarketDataService;
  readonly clock: Clock;
}

export function checksOf({ database, marketData, clock }: CheckedParts): HealthCheck[] {
  return [
    {
      name: 'storage',
      isEssential: true,
      // Reading works on a full disk too: only a row that reached the disk shows that orders and jobs can be kept.
      ask: async () => {
        await database.write([{ sql: 'UPDATE health_probe SET written_at = ?', parameters: [clock.now()] }]);
        return { status: 'OK' };
      },
    },
    {
      name: 'market-data',
      isEssential: true,
      ask: () => {
        marketData.list();
        return { status: 'OK' };
      },
    },
  ];
}
