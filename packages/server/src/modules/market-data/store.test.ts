import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { allocateBars, type BarColumns, barFields } from '@tradewind/engine/model/bar.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesBars } from './series.ts';
import { MarketDataStore } from './store.ts';
import { type TestMarketData, testClock, withMarketData } from './test-store.ts';

const minute = 60_000;
const columns = ['ts', ...barFields] as const;

/** One bar for each minute, ending at it; the prices follow from the minute and `tint`. */
function barsAt(minutes: readonly number[], tint = 0): BarColumns {
  const bars = allocateBars(minutes.length);
  for (const [row, at] of minutes.entries()) {
    bars.ts[row] = at * minute;
    for (const [index, field] of barFields.entries()) bars[field][row] = at + tint + index / 10;
  }
  return bars;
}

const spy = (bars: BarColumns, rest: Partial<SeriesBars> = {}): SeriesBars => ({
  symbol: 'SPY',
  timeframe: '1m',
  source: 'import:test',
  synthetic: false,
  bars,
  ...rest,
});
const invented = (bars: BarColumns) => spy(bars, { source: 'synthetic', synthetic: true });
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

function expectBars(actual: BarColumns | null, expected: BarColumns): void {
  expect(actual?.length).toBe(expected.length);
  for (const column of columns) expect(actual?.[column]).toEqual(expected[column]);
}

function storedBytes({ database }: TestMarketData): unknown[] {
  const rows = database.all<{ field: string; chunk: number; data: Uint8Array }>(
    'SELECT field, chunk, data FROM chunks ORDER BY field, chunk',
  );
  return rows.map(({ field, chunk, data }) => [field, chunk, Buffer.from(data).toString('base64')]);
}

/** Minutes that spread over several chunks, with gaps. */
const someMinutes = fc
  .uniqueArray(fc.integer({ min: 1_000_000, max: 1_020_000 }), { minLength: 1, maxLength: 200 })
  .map((minutes) => minutes.sort((a, b) => a - b));

describe('the store', () => {
  test('gives the same bytes whatever the order and the split in which bars come', async () => {
    const parts = fc.tuple(someMinutes, fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(4)));
    await fc.assert(
      fc.asyncProperty(parts, ([minutes, count, draws]) =>
        withMarketData((whole) =>
          withMarketData(async (pieces) => {
            await whole.store.upsert([spy(barsAt(minutes))]);
            const dealt = Array.from({ length: count }, (): number[] => []);
            for (const at of minutes) dealt[(draws.next().value as number) % count].push(at);
            // Twice and all at once: repeats change nothing, and writers do not lose each other's bars.
            await Promise.all([...dealt, ...dealt].map((part) => pieces.store.upsert([spy(barsAt(part))])));
            expect(storedBytes(pieces)).toEqual(storedBytes(whole));
            const described = ({ store }: TestMarketData) => ({ ...store.series('SPY', '1m'), revision: 0 });
            expect(described(pieces)).toEqual(described(whole));
          }),
        ),
      ),
      { numRuns: 8 },
    );
  });

  test('reads any range like a filter over all bars', () =>
    withMarketData(async ({ store }) => {
      const minutes = range(1_000_000, 1_020_000).filter((at) => at % 7 !== 0);
      const all = barsAt(minutes);
      await store.upsert([spy(all)]);
      const bound = fc.oneof(
        fc.integer({ min: 999_990 * minute, max: 1_020_010 * minute }),
        fc.integer({ min: 999_990, max: 1_020_010 }).map((at) => at * minute),
        fc.constantFrom(-Infinity, Infinity),
      );
      fc.assert(
        fc.property(bound, bound, (from, to) => {
          expectBars(
            store.read('SPY', '1m', from, to),
            barsAt(minutes.filter((at) => at * minute >= from && at * minute <= to)),
          );
        }),
        { numRuns: 60 },
      );
    }));

  test('reads one column, the last bar and symbols in lower case', () =>
    withMarketData(async ({ store }) => {
      const all = barsAt(range(10, 9_000));
      await store.upsert([spy(all)]);
      expect(store.readColumn('SPY', '1m', 'close')).toEqual(all.close);
      expect(store.readColumn('spy', '1m', 'low', 20 * minute, 21 * minute)).toEqual(all.low.slice(10, 12));
      expectBars(store.readLast('spy', '1m')!.bars, barsAt([8_999]));
      expect([store.read('QQQ', '1m'), store.readLast('SPY', '1d'), store.readColumn('SPY', '1d', 'open')]).toEqual([
        null,
        null,
        null,
      ]);
    }));

  test('keeps unknown volume as not a number, and knows that it is unchanged', () =>
    withMarketData(async ({ store }) => {
      const bars = barsAt([1, 2]);
      bars.volume.fill(NaN);
      await store.upsert([spy(bars)]);
      expect(await store.upsert([spy(bars)])).toMatchObject([{ inserted: 0, replaced: 0, unchanged: 2 }]);
      expect(store.read('SPY', '1m')?.volume).toEqual(Float64Array.of(NaN, NaN));
    }));

  test('stores several series in one transaction: all or none', () =>
    withMarketData(async ({ store }) => {
      const bad = spy(barsAt([1]), { symbol: 'QQQ', source: null as unknown as string });
      await expect(store.upsert([spy(barsAt([1])), bad])).rejects.toThrow('NOT NULL');
      expect(store.list()).toEqual([]);
      await store.upsert([spy(barsAt([1])), spy(barsAt([2]), { symbol: 'QQQ' })]);
      expect(store.list().map(({ symbol }) => symbol)).toEqual(['QQQ', 'SPY']);
      await expect(store.upsert([spy(barsAt([1])), spy(barsAt([2]))])).rejects.toThrow('once in an upsert');
    }));
});

describe('what was known at a moment', () => {
  test('is what a read gave then, whatever was added and corrected since', async () => {
    const imports = fc.array(fc.tuple(someMinutes, fc.integer({ min: 0, max: 3 })), { minLength: 2, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(imports, (parts) =>
        withMarketData(async ({ database }) => {
          let now = 1e15;
          const store = new MarketDataStore(database, { now: () => now });
          const seen: { readonly at: number; readonly bars: BarColumns | null }[] = [];
          for (const [minutes, tint] of parts) {
            now += 1_000;
            await store.upsert([spy(barsAt(minutes, tint / 100))]);
            seen.push({ at: now, bars: store.read('SPY', '1m') });
          }
          for (const { at, bars } of seen) {
            for (const moment of [at, at + 999])
              expectBars(store.readSeries('SPY', '1m', -Infinity, Infinity, moment)!.bars, bars!);
          }
          expect(store.readSeries('SPY', '1m', -Infinity, Infinity, seen[0].at - 1)!.bars.length).toBe(0);
          const cut = (minute * 1_010_000) as number;
          const [first] = seen;
          const expected = first.bars!.ts.filter((ts) => ts >= cut);
          expect(store.readSeries('SPY', '1m', cut, Infinity, first.at)!.bars.ts).toEqual(expected);
        }),
      ),
      { numRuns: 15 },
    );
  });

  test('does not hold a bar that had not ended', () =>
    withMarketData(async ({ store }) => {
      await store.upsert([spy(barsAt([1, 2, 3]))]);
      const later = testClock.now() + 1;
      expect(store.readSeries('SPY', '1m', -Infinity, Infinity, later)!.bars.length).toBe(3);
      const future = later / minute + 60;
      await store.upsert([spy(barsAt([future]))]);
      expect(store.readSeries('SPY', '1m', -Infinity, Infinity, later)!.bars.length).toBe(3);
    }));

  test('keeps nothing of invented bars once real ones came', () =>
    withMarketData(async ({ store, database }) => {
      await store.upsert([invented(barsAt([1, 2, 3]))]);
      await store.upsert([spy(barsAt([2], 0.5))]);
      expect(database.all('SELECT inserted, replaced FROM revisions')).toEqual([
        { inserted: null, replaced: new Uint8Array() },
      ]);
      expect(store.readSeries('SPY', '1m', -Infinity, Infinity, testClock.now())!.bars.length).toBe(1);
    }));

  test('costs nothing where nothing changed', () =>
    withMarketData(async ({ store, database }) => {
      for (let again = 0; again < 3; again++) await store.upsert([spy(barsAt(range(1, 5_000)))]);
      expect(database.all('SELECT chunk FROM revisions')).toHaveLength(2);
    }));
});

describe('real and invented bars never mix', () => {
  const held = (store: MarketDataStore) => {
    const { series, bars } = store.readSeries('SPY', '1m')!;
    return {
      source: series.source,
      synthetic: series.synthetic,
      count: series.bars,
      ends: Array.from(bars.ts, (ts) => ts / minute),
    };
  };

  test('real bars put the synthetic series out as a whole, its currency and tick included', () =>
    withMarketData(async ({ store }) => {
      await store.upsert([{ ...invented(barsAt(range(1, 9_000))), currency: 'USD', tick: 0.01 }]);
      // Two bars far apart: invented ones between them would lie in a chunk of their own.
      expect(await store.upsert([spy(barsAt([5, 8_995]))])).toMatchObject([{ replacedSynthetic: true, inserted: 2 }]);
      expect(held(store)).toEqual({ source: 'import:test', synthetic: false, count: 2, ends: [5, 8_995] });
      expect(store.series('SPY', '1m')).toMatchObject({ currency: null, tick: null, firstTs: 5 * minute });
    }));

  test('synthetic bars leave a real series alone', () =>
    withMarketData(async ({ store }) => {
      await store.upsert([spy(barsAt([1, 2]))]);
      expect(await store.upsert([invented(barsAt([2, 3], 0.5))])).toEqual([]);
      expect(held(store)).toEqual({ source: 'import:test', synthetic: false, count: 2, ends: [1, 2] });
    }));
});

test('a job thread reads whole series, each of one revision, while they change and grow', () =>
  withMarketData(async ({ store, dataDir }) => {
    const priced = (price: number) => {
      const bars = barsAt(range(1, 10_000 + price));
      for (const field of barFields) bars[field].fill(price);
      return bars;
    };
    await store.upsert([spy(priced(1))]);
    const worker = new Worker(new URL('./bars.child.ts', import.meta.url), { workerData: { dataDir, rounds: 100 } });
    const done = once(worker, 'message');
    let isDone = false;
    void done.then(() => {
      isDone = true;
    });
    for (let price = 2; !isDone; price++) await store.upsert([spy(priced(price))]);
    expect((await done)[0]).toEqual({ torn: 0 });
  }));
