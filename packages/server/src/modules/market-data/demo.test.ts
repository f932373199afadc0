import { barFields, sliceBars } from '@tradewind/engine/model/bar.ts';
import { describe, expect, test } from 'vitest';
import { refreshDemo } from './demo.ts';
import { demoInstruments } from './demo-instruments.ts';
import { withMarketData } from './test-store.ts';

const november20 = Date.UTC(2026, 10, 20, 15, 30);
const lastMidnight = Date.UTC(2026, 10, 20);
const day = 86_400_000;

describe('the demo workspace', () => {
  test('fills an empty store up to yesterday, every series marked', () =>
    withMarketData(async ({ store }) => {
      const added = await refreshDemo(store, november20);
      const series = store.list();
      expect(series.filter(({ timeframe }) => timeframe === '1d')).toHaveLength(demoInstruments.length);
      expect(series.every(({ synthetic, source }) => synthetic && source === 'synthetic')).toBe(true);
      expect(series.every(({ lastTs }) => lastTs === lastMidnight)).toBe(true);
      expect(series.reduce((bars, one) => bars + one.bars, 0)).toBe(added);
      expect(new Date(store.series('SPY', '1d')!.firstTs - day).toISOString()).toBe('2015-01-01T00:00:00.000Z');
      expect(store.series('BTCUSD', '1m')?.bars).toBe(30 * 1440);
      expect(await refreshDemo(store, november20)).toBe(0);
    }));

  test('grows day by day into the same bars as at once, touching none that is stored', () =>
    withMarketData((gradual) =>
      withMarketData(async (atOnce) => {
        await refreshDemo(gradual.store, november20 - 40 * day);
        const early = gradual.store.read('EURUSD', '1d')!;
        for (let back = 39; back >= 0; back -= 13) await refreshDemo(gradual.store, november20 - back * day);
        await refreshDemo(atOnce.store, november20);
        for (const { symbol, timeframe, firstTs } of atOnce.store.list()) {
          const expected = atOnce.store.read(symbol, timeframe)!;
          const actual = gradual.store.read(symbol, timeframe, firstTs)!;
          for (const field of ['ts', ...barFields] as const) expect(actual[field]).toEqual(expected[field]);
        }
        expect(sliceBars(gradual.store.read('EURUSD', '1d')!, 0, early.length).close).toEqual(early.close);
      }),
    ));

  test('never overwrites imported data, and keeps the rest going', () =>
    withMarketData(async ({ store, service }) => {
      await refreshDemo(store, november20 - day);
      const csv = 'date,open,high,low,close\n2026-11-17,1,1,1,1\n2026-11-18,2,2,2,2\n';
      const { series } = await service.import(csv, { symbol: 'GOOG' });
      expect(series[0].replacedSynthetic).toBe(true);
      await refreshDemo(store, november20);
      expect(store.series('GOOG', '1d')).toMatchObject({ synthetic: false, bars: 2 });
      expect(store.series('AAPL', '1d')?.lastTs).toBe(lastMidnight);
    }));

  test('stays away from a store that holds only data of its owner', () =>
    withMarketData(async ({ store, service }) => {
      await service.import('date,open,high,low,close\n2026-11-17,1,1,1,1\n2026-11-18,2,2,2,2\n', { symbol: 'OWN' });
      expect(await refreshDemo(store, november20)).toBe(0);
      expect(store.list()).toHaveLength(1);
    }));
});
