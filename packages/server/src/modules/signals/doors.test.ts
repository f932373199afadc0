import { type BarColumns, sliceBars } from '@tradewind/engine/model/bar.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import { describe, expect, it } from 'vitest';
import { type TestMarketData, testClock, withMarketData } from '../market-data/test-store.ts';
import { dailyWalk, openSignalRoom, type SignalRoom } from './test-room.ts';

/** The last midnight before the clock of the tests. */
const midnight = Math.floor(testClock.now() / dayMs) * dayMs;
const bars = dailyWalk(11, 400, midnight);

const storing =
  (market: TestMarketData) =>
  (symbol: string, some: BarColumns, source = 'import:csv') =>
    market.store.upsert([{ symbol, timeframe: '1d', source, synthetic: source === 'synthetic', bars: some }]);

async function withRoom(
  use: (room: SignalRoom, store: ReturnType<typeof storing>, market: TestMarketData) => Promise<void>,
): Promise<void> {
  await withMarketData(async (market) => {
    const room = await openSignalRoom(market);
    try {
      await use(room, storing(market), market);
    } finally {
      await room.close();
    }
  });
}

interface DaySignal {
  readonly date: string;
  readonly direction: string;
  readonly conviction: number | null;
}

describe('the history of signals', () => {
  it('is, day for day, the latest signal as it was when that day was the last', () =>
    withRoom(async ({ app }, store) => {
      await store('SPY', sliceBars(bars, 0, 371));
      const latest = (await app.get('/api/strategies/momentum/signal/latest')).json();
      await store('SPY', bars);
      const { data, meta } = (await app.get('/api/v1/strategies/momentum/signal/history?days=30')).json();
      expect(data).toHaveLength(30);
      expect(data[0]).toMatchObject({
        date: new Date(bars.ts[370] - dayMs).toISOString().slice(0, 10),
        direction: latest.direction,
        conviction: latest.confidence,
        params_version: 1,
      });
      expect(data.at(-1).date).toBe('2026-11-19');
      expect(meta).toMatchObject({ source: 'import:csv' });
      expect(new Set(data.map((one: DaySignal) => one.direction))).toEqual(new Set(['LONG', 'SHORT']));
    }));

  it('is stored at its first use, and stays when parameters change; what is new has the new version', () =>
    withRoom(async ({ app, strategies }, store) => {
      await store('SPY', sliceBars(bars, 0, 390));
      const read = async (days: number): Promise<DaySignal[]> =>
        (await app.get(`/api/strategies/momentum/signal/history?days=${days}`)).json();
      const before = await read(20);
      await strategies.changeParameters('momentum', { shortWindow: 2, longWindow: 3 }, { by: 'ana' });
      expect(await read(20)).toEqual(before);
      await store('SPY', bars);
      const after = await read(30);
      expect(after.slice(0, 20)).toEqual(before);
      expect(after.slice(20)).toHaveLength(10);
      expect(after.slice(20)).toEqual(after.slice(20).map((one) => ({ ...one, params_version: 2 })));
      // Other than the version says, it was really computed with the new values.
      const latest = (await app.get('/api/strategies/momentum/signal/latest')).json();
      expect(after.at(-1)).toMatchObject({ direction: latest.direction, conviction: latest.confidence });
    }));

  it('of synthetic bars is none of the real ones that took their place', () =>
    withRoom(async ({ app }, store, market) => {
      await store('SPY', dailyWalk(12, 400, midnight), 'synthetic');
      const path = '/api/v1/strategies/momentum/signal/history?days=60';
      const invented = (await app.get(path)).json();
      expect(invented.meta).toMatchObject({ source: 'synthetic', note: expect.stringContaining('synthetic') });
      await store('SPY', bars);
      expect(market.store.series('SPY', '1d')?.source).toBe('import:csv');
      const real = (await app.get(path)).json();
      expect(real.meta.source).toBe('import:csv');
      expect(real.data).not.toEqual(invented.data);
      expect((await app.get(path)).json().data).toEqual(real.data);
    }));

  it('begins where the history is long enough, and refuses what is too short as a whole', () =>
    withRoom(async ({ app }, store) => {
      await store('SPY', sliceBars(bars, 0, 60));
      const { length } = (await app.get('/api/strategies/momentum/signal/history?days=365')).json();
      expect(length).toBeGreaterThan(5);
      expect(length).toBeLessThan(60);
      await store('QQQ', sliceBars(bars, 0, 20));
      const short = await app.get('/api/strategies/momentum/signal/history?symbol=QQQ');
      expect([short.statusCode, short.json().bars_available]).toEqual([422, 20]);
      for (const days of ['0', '366', '1.5']) {
        expect((await app.get(`/api/strategies/momentum/signal/history?days=${days}`)).statusCode).toBe(400);
      }
    }));

  it('does not store a day that is not over', () =>
    withRoom(async ({ app, store, clock }, add) => {
      // Its bar says it ends at the midnight to come.
      await add('SPY', dailyWalk(11, 100, midnight + dayMs));
      const days = (await app.get('/api/strategies/momentum/signal/history?days=3')).json();
      expect(days).toHaveLength(3);
      const stored = () =>
        store.days({ strategyId: 'momentum', symbols: ['SPY'], timeframe: '1d', source: 'import:csv' }, 0);
      expect(stored()).toHaveLength(2);
      clock.advance(dayMs);
      await app.get('/api/strategies/momentum/signal/history?days=3');
      expect(stored()).toHaveLength(3);
    }));
});

describe('a generated signal', () => {
  it('on the latest bar is stored as that of its day and published; with other parameters it is not the day’s', () =>
    withRoom(async ({ app, facts, store }, add) => {
      await add('SPY', bars);
      const made = await app.post('/api/v1/signals/generate', { strategy: 'momentum' });
      expect(made.statusCode).toBe(201);
      const { data } = made.json();
      expect(data).toMatchObject({ is_stored: true, params_version: 1, timestamp: '2026-11-20T00:00:00.000Z' });
      expect(data.inputs.short > data.inputs.long).toBe(data.direction === 'LONG');
      await app.post('/api/signals/generate', { strategy: 'momentum', params: { short_window: 3 } });
      expect(facts.map(({ type }) => type)).toEqual(['signal_generated', 'signal_generated']);
      const subject = { strategyId: 'momentum', symbols: ['SPY'], timeframe: '1d', source: 'import:csv' };
      expect(store.days(subject, 0).map(({ paramsVersion }) => paramsVersion)).toEqual([1]);
      const { signals } = (await app.get('/api/signals/recent')).json();
      expect(signals.map((one: { params_version: number | null }) => one.params_version)).toEqual([null, 1]);
    }));

  it('on a given bar is what it would be if that bar came, and leaves no trace', () =>
    withRoom(async ({ app, facts, store }, add) => {
      await add('SPY', sliceBars(bars, 0, 399));
      const at = (field: 'open' | 'high' | 'low' | 'close' | 'volume') => bars[field][399];
      const bar = { open: at('open'), high: at('high'), low: at('low'), close: at('close'), volume: at('volume') };
      const made = await app.post('/api/v1/signals/generate', { strategy: 'momentum', symbol: 'SPY', bar });
      const { data, meta } = made.json();
      expect(data.is_stored).toBe(false);
      expect(meta.note).toContain('given');
      expect([facts.length, store.list(undefined, 1, 0).total]).toEqual([0, 0]);
      await add('SPY', bars);
      const latest = (await app.get('/api/strategies/momentum/signal/latest')).json();
      const { inputs: _, is_stored: __, ...signal } = data;
      expect(signal).toEqual(latest);
    }));

  it('is refused with the condition that failed', () =>
    withRoom(async ({ app }, add) => {
      await add('SPY', sliceBars(bars, 0, 30));
      const refusal = async (body: object) => {
        const { statusCode, ...answer } = await app.post('/api/signals/generate', { strategy: 'momentum', ...body });
        return [statusCode, answer.json().condition];
      };
      expect(await refusal({})).toEqual([422, 'bars_available >= bars_needed']);
      const bar = { open: 100, high: 101, low: 99, close: 100 };
      expect(await refusal({ bar: { ...bar, high: 99 } })).toEqual([422, 'high >= max(open, close)']);
      expect(await refusal({ bar: { ...bar, low: 100.5 } })).toEqual([422, 'low <= min(open, close)']);
      expect(await refusal({ bar: { ...bar, timestamp: '2020-01-01T00:00:00Z' } })).toEqual([
        422,
        'timestamp after the latest stored bar',
      ]);
      expect((await refusal({ bar: { ...bar, close: -1 } }))[0]).toBe(400);
    }));
});

describe('all signals together', () => {
  it('count one vote a strategy, say who has none and why, and call a crowd a crowd', () =>
    withRoom(async ({ app }, add) => {
      expect((await app.get('/api/signals/latest')).statusCode).toBe(404);
      await add('SPY', bars);
      const { data } = (await app.get('/api/v1/signals/latest')).json();
      const votes = data.signals.map((one: { strategy: string; direction: string }) => one.direction);
      const count = (direction: string) => votes.filter((one: string) => one === direction).length;
      expect(data.counts).toEqual({ LONG: count('LONG'), SHORT: count('SHORT'), NEUTRAL: count('NEUTRAL') });
      expect(data.partial_data).toBe(true);
      expect(data.errors).toContainEqual({ strategy: 'stat-arb', code: 'not_found', detail: expect.any(String) });
      // A market that only rises: whoever follows it wants the same.
      const rising = {
        ...bars,
        open: bars.open.slice(),
        high: bars.high.slice(),
        low: bars.low.slice(),
        close: bars.close.slice(),
      };
      for (let i = 0; i < rising.length; i++) {
        rising.open[i] = rising.low[i] = 100 + i;
        rising.close[i] = rising.high[i] = 101 + i;
      }
      await add('SPY', rising);
      const { data: crowd, meta } = (await app.get('/api/v1/signals/latest')).json();
      const share = crowd.counts.LONG / crowd.signals.length;
      expect(crowd.crowding).toMatchObject({ is_crowded: share > 0.8, direction: 'LONG', share });
      expect(/Crowded/.test(meta.note ?? '')).toBe(share > 0.8);
    }));

  it('are computed by the first question for recent ones, under both names', () =>
    withRoom(async ({ app, facts }, add) => {
      await add('SPY', bars);
      const [recent, alias] = [await app.get('/api/signals/recent'), await app.get('/api/ai/signals/recent')];
      expect(recent.json().total).toBeGreaterThan(5);
      expect(alias.json()).toEqual(recent.json());
      expect(facts).toHaveLength(recent.json().total);
    }));
});
