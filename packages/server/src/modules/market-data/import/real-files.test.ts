import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../../../../../tests/shared-data.ts';
import { withMarketData } from '../test-store.ts';

const import_ = (path: string) => readFileSync(sharedData(path));

describe.skipIf(!hasSharedData)('importing real files', () => {
  test('GOOG daily: every value as in the file, each bar ending at the midnight after its session', () =>
    withMarketData(async ({ service, store }) => {
      const rows = sharedRows('backtests/goog_daily.csv');
      const report = await service.import(import_('backtests/goog_daily.csv'), { symbol: 'GOOG', currency: 'USD' });
      expect(report.series).toMatchObject([
        { symbol: 'GOOG', timeframe: '1d', rows: 2148, stored: { inserted: 2148, replaced: 0, unchanged: 0 } },
      ]);
      const bars = store.read('GOOG', '1d')!;
      expect(bars.length).toBe(2148);
      for (const [row, cells] of rows.entries()) {
        expect(bars.ts[row]).toBe(Date.parse(`${cells.date}T00:00:00Z`) + 86_400_000);
        for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) {
          expect(bars[field][row]).toBe(Number(cells[field]));
        }
      }
      expect(store.series('GOOG', '1d')).toMatchObject({ bars: 2148, synthetic: false, currency: 'USD' });
    }));
});
