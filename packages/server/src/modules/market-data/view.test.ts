import { barEnd, resample } from '@tradewind/engine/data/resample.ts';
import { allocateBars, type BarColumns, barFields } from '@tradewind/engine/model/bar.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { barsToCsv, barsToParquet } from './export.ts';
import { readBarFile } from './import/read-bars.ts';
import { MarketDataStore } from './store.ts';
import { withMarketData } from './test-store.ts';
import { readView } from './view.ts';

const [minute, day] = [60_000, 86_400_000];
const start = Date.UTC(2024, 0, 1);

function barsAt(steps: readonly number[], step = minute): BarColumns {
  const bars = allocateBars(steps.length);
  for (const [row, at] of steps.entries()) {
    bars.ts[row] = start + at * step;
    bars.open[row] = 100 + (at % 7);
    bars.high[row] = 110 + (at % 5);
    bars.low[row] = 90 - (at % 3);
    bars.close[row] = 100 + (at % 11);
    bars.volume[row] = at % 13;
  }
  return bars;
}

const series = (bars: BarColumns, timeframe = '1m', symbol = 'SPY') => ({
  ...{ symbol, timeframe, source: 'import:test', synthetic: false, bars },
});
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const plain = (bars: BarColumns) => ['ts' as const, ...barFields].map((name) => Array.from(bars[name]));

describe('a timeframe that is not stored', () => {
  test('is made of the longest one that goes into it, over any range as over all', () =>
    withMarketData(async ({ store }) => {
      const minutes = barsAt(range(1, 3_000).filter((at) => at % 17 !== 0 && !(at > 700 && at < 1_500)));
      await store.upsert([series(minutes), series(resample(minutes, 5 * minute), '5m')]);
      const all = resample(minutes, 60 * minute, minutes.ts[minutes.length - 1]);
      expect(readView(store, { symbol: 'SPY', timeframe: '1h' })).toMatchObject({ resampledFrom: '5m' });
      expect(readView(store, { symbol: 'SPY', timeframe: '3m' })).toMatchObject({ resampledFrom: '1m' });
      expect(readView(store, { symbol: 'SPY', timeframe: '1m' })).toMatchObject({ resampledFrom: null });
      const bound = fc.integer({ min: -10, max: 3_100 }).map((at) => start + at * minute);
      fc.assert(
        fc.property(bound, bound, (from, to) => {
          const view = readView(store, { symbol: 'spy', timeframe: '1h', from, to });
          const rows = [...all.ts.keys()].filter((row) => all.ts[row] >= from && all.ts[row] <= to);
          const expected = ['ts' as const, ...barFields].map((name) => rows.map((row) => all[name][row]));
          expect(plain(view!.bars)).toEqual(expected);
        }),
        { numRuns: 200 },
      );
    }));

  test('is not made of one that leaves a rest, of a longer one, or of nothing', () =>
    withMarketData(async ({ store }) => {
      await store.upsert([series(barsAt(range(1, 100)), '5m')]);
      for (const timeframe of ['1m', '7m', '12m']) expect(readView(store, { symbol: 'SPY', timeframe })).toBeNull();
      expect(readView(store, { symbol: 'QQQ', timeframe: '5m' })).toBeNull();
    }));

  test('ends with the last bar that has ended, also as of a moment', () =>
    withMarketData(async ({ database }) => {
      let now = start + 9 * minute;
      const store = new MarketDataStore(database, { now: () => now });
      await store.upsert([series(barsAt(range(1, 9)))]);
      now = start + 60 * minute;
      await store.upsert([series(barsAt(range(9, 30)))]);
      const ends = (asOf?: number) =>
        Array.from(readView(store, { symbol: 'SPY', timeframe: '5m', asOf })!.bars.ts, (ts) => (ts - start) / minute);
      expect(ends()).toEqual([5, 10, 15, 20, 25]);
      expect(ends(start + 59 * minute)).toEqual([5]);
      expect(ends(start + 60 * minute)).toEqual([5, 10, 15, 20, 25]);
    }));
});

describe('splits and dividends', () => {
  const factors = {
    symbol: 'SPY',
    source: 'import:test',
    rows: [
      { day: start / day + 4, priceFactor: 0.9, splitFactor: 0.5, reference: 100 },
      { day: start / day + 900, priceFactor: 1, splitFactor: 1, reference: null },
    ],
  };

  test('are taken out where asked for, before longer bars are made, and only where factors are stored', () =>
    withMarketData(async ({ store }) => {
      await store.upsert([series(barsAt(range(1, 15), day), '1d'), series(barsAt(range(1, 15), day), '1d', 'QQQ')]);
      expect(await store.replaceFactors(factors)).toBe(true);
      expect(await store.replaceFactors(factors)).toBe(false);
      const view = (adjust?: 'none' | 'splits' | 'all', symbol = 'spy', timeframe = '1d') =>
        readView(store, { symbol, timeframe, adjust })!;
      const { bars: raw } = view();
      const { bars, adjusted } = view('all');
      expect(adjusted).toBe('all');
      expect(
        Array.from(bars.close.subarray(0, 6), (price, row) => Math.round((price / raw.close[row]) * 1e9) / 1e9),
      ).toEqual([0.45, 0.45, 0.45, 0.45, 0.45, 1]);
      expect(view('splits').bars.close[0]).toBe(raw.close[0] / 2);
      expect(view('all', 'QQQ')).toMatchObject({ adjusted: 'none', bars: { close: raw.close } });
      const week = view('splits', 'SPY', '1w');
      expect(week.bars.ts[0]).toBe(barEnd(start + day, 7 * day));
      // Five days at half, two as they were.
      expect(week.bars.high[0]).toBe(Math.max(...raw.high.subarray(5, 7)));
      expect(week.bars.low[0]).toBe(Math.min(...raw.low.subarray(0, 5)) / 2);
    }));

  test('are told to runs as events, in the money of the day', () =>
    withMarketData(async ({ store, service }) => {
      expect(service.corporateActions('SPY')).toEqual([]);
      await store.replaceFactors(factors);
      const ts = start + 5 * day;
      expect(service.corporateActions('SPY')).toEqual([
        { kind: 'dividend', ts, perUnit: 100 * (1 - 0.9) },
        { kind: 'split', ts, ratio: 2 },
      ]);
      // Without a close in the table that of the stored day counts.
      await store.replaceFactors({ ...factors, rows: factors.rows.map((row) => ({ ...row, reference: null })) });
      expect(service.corporateActions('SPY')).toEqual([{ kind: 'split', ts, ratio: 2 }]);
      await store.upsert([series(barsAt([5], day), '1d')]);
      expect(service.corporateActions('SPY')).toMatchObject([{ kind: 'dividend', perUnit: 105 * (1 - 0.9) }, {}]);
    }));

  test.each([
    ['a LEAN file as it is', '20000317,0.9,0.5,221.73\n20501231,1,1,0\n', { symbol: 'qqq' }],
    [
      'names in any order',
      'split_factor,date,symbol,price_factor,reference_price\n0.5,2000-03-17,QQQ,0.9,221.73\n1,2050-12-31,QQQ,1,\n',
      {},
    ],
  ])('come in from %s', (_, content, options) =>
    withMarketData(async ({ store, service }) => {
      const [table] = await service.importFactors(content, { ...options, dryRun: true });
      expect(table).toMatchObject({ symbol: 'QQQ', hasChanged: false });
      expect(store.factors('QQQ')).toBeNull();
      expect((await service.importFactors(content, { ...options, source: 'lean' }))[0].hasChanged).toBe(true);
      expect((await service.importFactors(content, { ...options, source: 'lean' }))[0].hasChanged).toBe(false);
      expect(store.factors('QQQ')).toEqual({
        symbol: 'QQQ',
        source: 'import:lean',
        rows: [
          { day: Date.UTC(2000, 2, 17) / day, priceFactor: 0.9, splitFactor: 0.5, reference: 221.73 },
          { day: Date.UTC(2050, 11, 31) / day, priceFactor: 1, splitFactor: 1, reference: null },
        ],
      });
    }),
  );

  test.each([
    ['no symbol', '20000317,1,1,0\n20501231,1,1,0\n', undefined, 'Say with `symbol` whose factors these are'],
    [
      'a factor of zero',
      'date,price_factor,split_factor\n2000-03-17,0,1\n',
      'X',
      'line 2, price_factor: expected a factor above zero',
    ],
    ['days out of order', 'date,price_factor,split_factor\n2001-03-17,1,1\n2000-03-17,1,1\n', 'X', 'line 3, date'],
    ['another table', 'date,close\n2001-03-17,1\n', 'X', 'Expected the columns date, price_factor'],
    ['nothing', '', 'X', 'The file is empty'],
    ['another symbol', 'symbol,date,price_factor,split_factor\nY,2001-03-17,1,1\n', 'X', 'no factors of this symbol'],
  ])('%s: refused', (_, content, symbol, message) =>
    withMarketData(async ({ service }) => {
      await expect(service.importFactors(content, { symbol })).rejects.toMatchObject({
        code: 'bad_data',
        message: expect.stringContaining(message),
      });
    }),
  );
});

describe('an exported file', () => {
  const price = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
  const row = fc.tuple(price, price, price, fc.option(price, { nil: NaN }));

  test.each([
    ['1m', minute],
    ['1h', 60 * minute],
    ['1d', day],
  ] as const)('of %s gives the same bits when it is imported again', async (timeframe, step) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 30 }), async (rows) => {
        const bars = barsAt(range(1, rows.length + 1), step);
        for (const [at, [a, b, c, volume]] of rows.entries()) {
          const [low, middle, high] = [a, b, c].toSorted((x, y) => x - y);
          [bars.open[at], bars.high[at], bars.low[at], bars.close[at], bars.volume[at]] = [
            middle,
            high,
            low,
            low,
            volume,
          ];
        }
        for (const file of [barsToCsv(bars, timeframe), barsToParquet(bars, timeframe)]) {
          const again = await readBarFile(file, { symbol: 'X' });
          expect(again.series[0].timeframe).toBe(timeframe);
          expect(plain(again.series[0].bars)).toEqual(plain(bars));
        }
      }),
      { numRuns: 25 },
    );
  });

  test('carries times where the days are cut elsewhere than at midnight UTC', () => {
    const bars = barsAt([1, 2], day);
    expect(barsToCsv(bars, '1d').split('\n')[1]).toMatch(/^2024-01-01,/);
    bars.ts.set(bars.ts.map((ts) => ts + 5 * 60 * minute));
    expect(barsToCsv(bars, '1d').split('\n')[1]).toMatch(/^2024-01-01T05:00:00Z,/);
  });
});
