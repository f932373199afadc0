import { readFileSync } from 'node:fs';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { describe, expect, test } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../../../../../tests/shared-data.ts';
import { withMarketData } from '../test-store.ts';

const minuteMs = 60_000;
const file = (path: string) => readFileSync(sharedData(path));

/** Each stored bar against the file, read independently; a bar ends `lengthMs` after its row's stamp. */
function expectBarsOf(rows: Record<string, string>[], bars: BarColumns | null, lengthMs: number): void {
  expect(bars?.length).toBe(rows.length);
  const wrong = rows.filter((cells, row) => {
    const stamp = Date.parse(cells.timestamp ?? `${cells.date}T00:00:00Z`);
    const volume = cells.volume === undefined ? NaN : Number(cells.volume);
    const expected = [stamp + lengthMs, ...[cells.open, cells.high, cells.low, cells.close].map(Number), volume];
    const { ts, open, high, low, close, volume: volumes } = bars!;
    return ![ts, open, high, low, close, volumes].every((column, index) => Object.is(column[row], expected[index]));
  });
  expect(wrong).toEqual([]);
}

describe.skipIf(!hasSharedData)('importing real files', () => {
  test('GOOG daily: every value as in the file, each bar ending at the midnight after its session', () =>
    withMarketData(async ({ service, store }) => {
      const report = await service.import(file('backtests/goog_daily.csv'), { symbol: 'goog', currency: 'USD' });
      expect(report).toMatchObject({
        mapping: { ts: 'date', open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' },
        series: [
          { symbol: 'GOOG', timeframe: '1d', rows: 2148, stored: { inserted: 2148, replaced: 0, unchanged: 0 } },
        ],
        faultCount: 0,
      });
      expectBarsOf(sharedRows('backtests/goog_daily.csv'), store.read('GOOG', '1d'), 1440 * minuteMs);
      expect(store.series('GOOG', '1d')).toMatchObject({ bars: 2148, synthetic: false, currency: 'USD' });
    }));

  test('BTCUSD 1-minute, gzipped, with missing minutes: open stamps become ends', () =>
    withMarketData(async ({ service, store }) => {
      const path = 'crypto/btcusd_1m_bitfinex_2018_01_03.csv.gz';
      const { series } = await service.import(file(path), { symbol: 'BTCUSD' });
      expect(series).toMatchObject([{ timeframe: '1m', rows: 129_433, firstTs: Date.UTC(2018, 0, 1, 0, 1) }]);
      expectBarsOf(sharedRows(path), store.read('BTCUSD', '1m'), minuteMs);
    }));

  test('EURUSD 1-hour: the symbol comes from its column', () =>
    withMarketData(async ({ service, store }) => {
      const { series } = await service.import(file('fx/eurusd_1h_2017_2018.csv'), {});
      expect(series).toMatchObject([{ symbol: 'EURUSD', timeframe: '1h', rows: 5000 }]);
      expectBarsOf(sharedRows('fx/eurusd_1h_2017_2018.csv'), store.read('EURUSD', '1h'), 60 * minuteMs);
    }));

  test('6EH4 1-minute, stamped at the close: stamps stay as they are', () =>
    withMarketData(async ({ service, store }) => {
      await service.import(file('futures/6eh4_1m_2024_01.csv'), { stamps: 'close' });
      const rows = sharedRows('futures/6eh4_1m_2024_01.csv');
      expectBarsOf(rows, store.read(rows[0].symbol, '1m'), 0);
    }));

  test('five ETFs in one file become five series', () =>
    withMarketData(async ({ service, store }) => {
      const rows = sharedRows('equities/us_etf_daily_raw_1998_2021.csv');
      const { series } = await service.import(file('equities/us_etf_daily_raw_1998_2021.csv'), {});
      expect(series.map(({ symbol }) => symbol).sort()).toEqual(['EEM', 'IWM', 'QQQ', 'SPY', 'USO']);
      for (const symbol of ['EEM', 'SPY']) {
        const own = rows.filter((cells) => cells.symbol === symbol);
        expectBarsOf(own, store.read(symbol, '1d'), 1440 * minuteMs);
      }
    }));

  test('one of the five can be picked; the others are counted, not stored', () =>
    withMarketData(async ({ service, store }) => {
      const report = await service.import(file('equities/us_etf_daily_raw_1998_2021.csv'), { symbol: 'QQQ' });
      expect(report.goodRows + report.otherRows).toBe(24_212);
      expect(store.list().map(({ symbol }) => symbol)).toEqual(['QQQ']);
    }));

  test('Euro Stoxx 50 has no volume column: volume is not a number, not zero', () =>
    withMarketData(async ({ service, store }) => {
      await service.import(file('backtests/eurostoxx50_daily_2006.csv'), { symbol: '^STOXX50E' });
      expectBarsOf(sharedRows('backtests/eurostoxx50_daily_2006.csv'), store.read('^STOXX50E', '1d'), 1440 * minuteMs);
    }));

  test('USDBRL has 237 rows whose high or low contradicts: refused as a whole, each fault by line', () =>
    withMarketData(async ({ service, store }) => {
      const usdbrl = file('fx/usdbrl_daily_2006_2020.csv');
      await expect(service.import(usdbrl, {})).rejects.toMatchObject({ code: 'bad_data' });
      expect(store.list()).toEqual([]);
      const report = await service.import(usdbrl, { onBadRow: 'skip' });
      const bad = sharedRows('fx/usdbrl_daily_2006_2020.csv').flatMap((cells, row) => {
        const [open, high, low, close] = [cells.open, cells.high, cells.low, cells.close].map(Number);
        return high < Math.max(open, close) || low > Math.min(open, close) ? [row + 2] : [];
      });
      expect(bad).toHaveLength(237);
      expect([...new Set(report.faults.map(({ line }) => line))]).toEqual(bad.slice(0, 100));
      expect(report.goodRows).toBe(3717 - 237);
    }));

  test('a table that holds no bars is refused with what is missing: fed funds', () =>
    withMarketData(async ({ service, store }) => {
      await expect(service.import(file('macro/fed_funds_daily.csv'), { symbol: 'DFF' })).rejects.toMatchObject({
        code: 'bad_data',
        message: expect.stringContaining('No column found for open, high, low, close'),
      });
      expect(store.list()).toEqual([]);
    }));
});
