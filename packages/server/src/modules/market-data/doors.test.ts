import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testApp } from '../../platform/http/test-app.ts';
import { refreshDemo } from './demo.ts';
import { marketDataDoors } from './doors.ts';
import { marketDataImportDoors } from './import-doors.ts';
import { type TestMarketData, testClock, withMarketData } from './test-store.ts';

type App = Awaited<ReturnType<typeof testApp>>;

/** A server whose workspace is the demo. */
const withDoors = <T>(use: (app: App, data: TestMarketData) => Promise<T>): Promise<T> =>
  withMarketData(async (data) => {
    await refreshDemo(data.store, testClock.now());
    const app = await testApp([...marketDataDoors(data.service), ...marketDataImportDoors(data.service)]);
    try {
      return await use(app, data);
    } finally {
      await app.app.close();
    }
  });

/** Reading leaves no trace, so the tests that only read share one server. */
let app: App;
let release: () => void;
let closed: Promise<void>;
beforeAll(async () => {
  await new Promise<void>((ready) => {
    closed = withDoors(async (opened) => {
      app = opened;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      ready();
      await held;
    });
  });
});
afterAll(async () => {
  release();
  await closed;
});

const threeDays =
  'date,open,high,low,close,volume\n2024-01-02,10,12,9,11,\n2024-01-03,11,13,10,12,200\n2024-01-04,12,14,11,13,300\n';
const csv = { 'content-type': 'text/csv' };

describe('reading bars', () => {
  test('a range of dates takes in its last day and says that the data are synthetic, on both faces', async () => {
    const path = '/market-data/spy?start=2024-01-02&end=2024-01-05';
    const enveloped = await app.get(`/api/v1${path}`);
    expect(enveloped.statusCode).toBe(200);
    const { data, meta } = enveloped.json();
    expect(data).toMatchObject({
      symbol: 'SPY',
      timeframe: '1d',
      synthetic: true,
      currency: 'USD',
      tick: 0.01,
      total: 4,
    });
    expect(data.bars.map((bar: { start: string }) => bar.start.slice(0, 10))).toEqual([
      '2024-01-02',
      '2024-01-03',
      '2024-01-04',
      '2024-01-05',
    ]);
    expect(data.bars[3].end).toBe('2024-01-06T00:00:00.000Z');
    expect(meta).toMatchObject({ source: 'synthetic', note: expect.stringContaining('invented') });

    const bare = await app.get(`/api${path}`);
    expect(bare.json()).toEqual(data);
    expect(bare.headers['x-data-source']).toBe('synthetic');
  });

  test('a range of moments holds the bars that lie wholly within', async () => {
    const { bars } = (
      await app.get('/api/market-data/BTCUSD?timeframe=1m&start=2026-11-19T10:00:30Z&end=2026-11-19T10:03:00Z')
    ).json();
    expect(bars.map((bar: { start: string }) => bar.start)).toEqual([
      '2026-11-19T10:01:00.000Z',
      '2026-11-19T10:02:00.000Z',
    ]);
  });

  test('of more bars than the limit the newest are given, and the total', async () => {
    const { bars, total, limit } = (await app.get('/api/market-data/SPY?end=2024-12-31&limit=2')).json();
    expect({ count: bars.length, limit, last: bars[1].end }).toEqual({
      count: 2,
      limit: 2,
      last: '2025-01-01T00:00:00.000Z',
    });
    expect(total).toBeGreaterThan(2_000);
  });

  test('a timeframe that is not stored is made of shorter bars, and that is said on both faces', async () => {
    const path = '/market-data/BTCUSD?timeframe=60m&start=2026-11-19T10:00:00Z&end=2026-11-19T12:00:00Z';
    const { data, meta } = (await app.get(`/api/v1${path}`)).json();
    expect(data).toMatchObject({ timeframe: '1h', resampled_from: '1m', adjusted: 'none', total: 2 });
    expect(meta.note).toMatch(/^Demo workspace: .*; Made of 1m bars$/);
    expect((await app.get(`/api${path}`)).headers['x-data-note']).toContain('Made of 1m bars');
    const { bars } = (await app.get(`/api${path.replace('60m', '1m')}`)).json();
    expect(data.bars[0].high).toBe(Math.max(...bars.slice(0, 60).map((bar: { high: number }) => bar.high)));
    expect((await app.get('/api/market-data/BTCUSD?timeframe=1440m&limit=1')).json()).toMatchObject({
      timeframe: '1d',
      resampled_from: null,
    });
    const refused = await app.get('/api/market-data/SPY?timeframe=1m');
    expect(refused.statusCode).toBe(404);
    expect(refused.json()).toMatchObject({ code: 'not_found', detail: expect.stringContaining('stored are: 1d') });
  });

  test('as of a moment before anything was stored there is nothing; a date means its end', async () => {
    const total = async (asOf: string) => (await app.get(`/api/market-data/SPY?as_of=${asOf}`)).json().total;
    expect(await total('2026-11-19')).toBe(0);
    expect(await total('2026-11-20T11:59:59Z')).toBe(0);
    expect(await total('2026-11-20')).toBeGreaterThan(2_000);
  });

  test.each([
    ['start=2024-13-01', '/query/start'],
    ['end=yesterday', '/query/end'],
    ['timeframe=daily', '/query/timeframe'],
    ['limit=0', '/query/limit'],
    ['start=2024-02-01&end=2024-01-01', '/query/end'],
  ])('%s is a 400 that points there', async (query, pointer) => {
    const refused = await app.get(`/api/v1/market-data/SPY?${query}`);
    expect(refused.statusCode).toBe(400);
    expect(refused.json().errors).toMatchObject([{ pointer }]);
  });

  test.each(['NOPE', 'ETH%2FBTC', '%20', '..%2F..', '%00'])('an unknown ticker is a 404: %s', async (ticker) => {
    expect((await app.get(`/api/v1/market-data/${ticker}`)).statusCode).toBe(404);
  });

  test('a day outside the stored history has no bars; the first day of the calendar is a day', async () => {
    expect((await app.get('/api/market-data/SPY?start=0001-01-01&end=0001-01-02')).json()).toMatchObject({
      bars: [],
      total: 0,
    });
  });
});

describe('quality', () => {
  test('tells score, calendar and faults of a range, and that the data are invented', async () => {
    const { data, meta } = (await app.get('/api/v1/market-data/quality?symbol=btcusd&timeframe=1d')).json();
    expect(data).toMatchObject({
      symbol: 'BTCUSD',
      timeframe: '1d',
      score: 100,
      calendar: 'always',
      calendar_inferred: true,
      faults: [],
    });
    expect(meta).toMatchObject({ source: 'synthetic', note: expect.stringContaining('invented') });
    expect((await app.get('/api/market-data/quality')).statusCode).toBe(400);
    expect((await app.get('/api/market-data/quality?symbol=NOPE')).statusCode).toBe(404);
  });

  test('holes are counted against the calendar that is said', () =>
    withDoors(async ({ post, get }) => {
      const content = 'date,close\n2024-01-03,1\n2024-01-04,1\n2024-01-05,2\n2024-01-09,3\n';
      await post('/api/market-data/import', { symbol: 'X', content });
      const missing = async (calendar: string) =>
        (await get(`/api/market-data/quality?symbol=X&calendar=${calendar}`)).json();
      expect(await missing('always')).toMatchObject({
        score: 57.1,
        expected: 7,
        calendar_inferred: false,
        gaps: 1,
        faults: [
          { kind: 'missing', count: 3, points_lost: expect.closeTo(42.857, 3), at: ['2024-01-05T00:00:00.000Z'] },
        ],
        longest_gaps: [{ after: '2024-01-05T00:00:00.000Z', before: '2024-01-09T00:00:00.000Z', missing: 3 }],
      });
      expect(await missing('xnys')).toMatchObject({ score: 80, expected: 5, gaps: 1 });
    }));
});

describe('splits, dividends and files', () => {
  test('factors come in, adjust what is read where asked, and say so; without any that is said too', () =>
    withDoors(async ({ post, get }) => {
      await post('/api/market-data/import', { symbol: 'AAPL', content: threeDays });
      const path = '/api/v1/market-data/AAPL?adjust=splits';
      const none = (await get(path)).json();
      expect(none).toMatchObject({
        data: { adjusted: 'none' },
        meta: { note: expect.stringContaining('Not adjusted: no splits') },
      });
      expect((await get('/api/market-data/factors/AAPL')).statusCode).toBe(404);
      const factors = 'date,price_factor,split_factor,reference_price\n2024-01-03,1,0.5,12\n2050-12-31,1,1,0\n';
      const dry = await post('/api/market-data/factors', { symbol: 'AAPL', content: factors, dry_run: true });
      expect([dry.statusCode, (await get('/api/market-data/factors/AAPL')).statusCode]).toEqual([200, 404]);
      const stored = await post('/api/market-data/factors?symbol=aapl', factors, csv);
      expect(stored.statusCode).toBe(201);
      expect(stored.json().tables).toMatchObject([
        { symbol: 'AAPL', changed: true, actions: [{ kind: 'split', at: '2024-01-04T00:00:00.000Z', ratio: 2 }] },
      ]);
      expect((await get('/api/market-data/factors/aapl')).json()).toMatchObject({
        factors: [{ date: '2024-01-03', split_factor: 0.5, reference_price: 12 }, { reference_price: null }],
      });
      const { data, meta } = (await get(path)).json();
      expect(data.bars.map(({ close }: { close: number }) => close)).toEqual([5.5, 6, 13]);
      expect(data).toMatchObject({ adjusted: 'splits' });
      expect(meta.note).toBe('Adjusted backwards for splits');
    }));

  test('a file goes out as CSV or Parquet, and comes in again unchanged', () =>
    withDoors(async ({ app: server, post, get }) => {
      await post('/api/market-data/import', { symbol: 'X', content: threeDays });
      const text = await get('/api/v1/market-data/X/export');
      expect(text.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8', 'x-data-source': 'import:csv' });
      expect(text.body).toBe(threeDays);
      const parquet = await get('/api/market-data/X/export?format=parquet');
      expect(parquet.headers['content-type']).toBe('application/vnd.apache.parquet');
      const again = await server.inject({
        method: 'POST',
        url: '/api/market-data/import?symbol=X',
        payload: parquet.rawPayload,
        headers: { 'content-type': 'application/vnd.apache.parquet', authorization: 'Bearer tw_admin' },
      });
      expect(again.json()).toMatchObject({ format: 'parquet', rows_imported: 0, rows_unchanged: 3 });
      expect((await get('/api/market-data/NOPE/export')).statusCode).toBe(404);
    }));
});

describe('what is stored', () => {
  test('series come in pages, with their spans', async () => {
    const { data, meta } = (await app.get('/api/v1/market-data/series?limit=3&offset=1')).json();
    expect(data).toMatchObject({ total: 22, limit: 3, offset: 1 });
    expect(data.series).toMatchObject([
      { symbol: 'AMZN', timeframe: '1d', first: '2015-01-02T00:00:00.000Z', last: '2026-11-20T00:00:00.000Z' },
      {},
      {},
    ]);
    expect(meta.source).toBe('synthetic');
    expect((await app.get('/api/market-data/series?symbol=btcusd')).json().total).toBe(2);
  });

  test('the latest bar of each symbol asked for', async () => {
    const { latest } = (await app.get('/api/market-data/latest?symbols=SPY,btcusd')).json();
    expect(latest).toMatchObject([
      { symbol: 'SPY', timeframe: '1d', bar: { end: '2026-11-20T00:00:00.000Z' } },
      { symbol: 'BTCUSD', timeframe: '1m', bar: { end: '2026-11-20T00:00:00.000Z' } },
    ]);
    expect((await app.get('/api/market-data/latest')).json()).toMatchObject({ total: 20, limit: 20 });
    expect((await app.get('/api/market-data/latest?symbols=SPY,NOPE')).statusCode).toBe(404);
  });
});

describe('importing', () => {
  test('JSON: a dry run tells what would happen, the import does it, real data put the demo out', () =>
    withDoors(async ({ get, post }) => {
      const body = { symbol: 'GOOG', content: threeDays, currency: 'USD', source: 'three days' };
      const dry = await post('/api/v1/market-data/import', { ...body, dry_run: true });
      expect(dry.statusCode).toBe(200);
      expect(dry.json().data).toMatchObject({
        dry_run: true,
        rows_read: 3,
        rows_imported: 0,
        mapping: { ts: 'date', close: 'close' },
        preview: [
          { symbol: 'GOOG', timeframe: '1d', bar: { start: '2024-01-02T00:00:00.000Z', close: 11, volume: null } },
          {},
          {},
        ],
      });
      expect((await get('/api/market-data/GOOG')).json().synthetic).toBe(true);

      const real = await post('/api/v1/market-data/import', body);
      expect(real.statusCode).toBe(201);
      expect(real.json()).toMatchObject({
        data: {
          dry_run: false,
          rows_imported: 3,
          rows_replaced: 0,
          series: [{ symbol: 'GOOG', replaced_synthetic: true }],
        },
        meta: { source: 'import:three days' },
      });
      const { data, meta } = (await get('/api/v1/market-data/GOOG')).json();
      expect(data).toMatchObject({
        total: 3,
        synthetic: false,
        bars: [{ volume: null }, { volume: 200 }, { volume: 300 }],
      });
      expect(meta).toMatchObject({ source: 'import:three days' });
      expect(meta.note).toBeUndefined();
      const mixed = await get('/api/v1/market-data/latest?symbols=GOOG,SPY');
      expect(mixed.json().meta).toMatchObject({ source: 'mixed', note: expect.stringContaining('Partly') });
    }));

  test('text/csv: the file as it is, the options in the query', () =>
    withDoors(async ({ post, get }) => {
      const renamed = threeDays.replace('close', 'last');
      const answer = await post('/api/market-data/import?symbol=ETH/BTC&column_close=last', renamed, csv);
      expect(answer.statusCode).toBe(201);
      expect(answer.json()).toMatchObject({ rows_imported: 3, mapping: { close: 'last' } });
      expect((await get('/api/market-data/ETH%2FBTC')).json().total).toBe(3);
    }));

  test('other formats: rows as JSON in the body, a raw upload of Parquet or gzip', () =>
    withDoors(async ({ app: server, post, get }) => {
      const data = [
        { date: '2024-01-02', open: 10, high: 12, low: 9, close: 11 },
        { date: '2024-01-03', open: 11, high: 13, low: 10, close: 12.5 },
      ];
      const json = await post('/api/market-data/import', { symbol: 'J', data });
      expect(json.json()).toMatchObject({ format: 'json', delimiter: null, rows_imported: 2 });
      expect((await get('/api/market-data/J')).json().bars[1].close).toBe(12.5);
      const columns = { when: ['2024-01-02', '2024-01-03'], last: [1, 2] };
      const mapped = await post('/api/market-data/import', {
        symbol: 'K',
        data: columns,
        mapping: { ts: 'when', close: 'last' },
      });
      expect(mapped.json()).toMatchObject({ prices: 'close', rows_imported: 2 });
      expect(mapped.json().notes).toEqual([expect.stringContaining('One price is the whole bar')]);
      const upload = (payload: Buffer, type: string) =>
        server.inject({
          method: 'POST',
          url: '/api/market-data/import?symbol=UP',
          payload,
          headers: { 'content-type': type, authorization: 'Bearer tw_admin' },
        });
      const packed = await upload(gzipSync(threeDays), 'application/gzip');
      expect([packed.statusCode, packed.json().rows_imported]).toEqual([201, 3]);
      const again = await upload(Buffer.from(threeDays), 'application/octet-stream');
      expect([again.statusCode, again.json().rows_imported, again.json().rows_unchanged]).toEqual([201, 0, 3]);
    }));

  test.each([
    ['bad rows', 422, 'bad_data', '/body', { symbol: 'X', content: threeDays.replace('14', '1') }],
    [
      'content and data',
      400,
      'malformed',
      '/body/content',
      { symbol: 'X', content: threeDays, data: [{ date: '2024-01-02', close: 1 }] },
    ],
    ['no content', 400, 'malformed', '/body/content', { symbol: 'X' }],
    ['an unknown member', 400, 'malformed', '/body/symbols', { symbols: 'X', content: threeDays }],
    ['an unknown role', 400, 'malformed', '/body/mapping/first', { content: threeDays, mapping: { first: 'open' } }],
  ])('%s: refused with %i', async (_, status, code, pointer, body) => {
    const refused = await app.post('/api/v1/market-data/import', body);
    expect(refused.statusCode).toBe(status);
    expect(refused.json()).toMatchObject({ code, errors: [{ pointer }] });
  });

  test('bad rows may be skipped; they are reported by line', () =>
    withDoors(async ({ post }) => {
      const content = threeDays.replace('14,11,13', '1,11,13');
      const answer = await post('/api/market-data/import', { symbol: 'X', content, on_bad_row: 'skip' });
      expect(answer.statusCode).toBe(201);
      expect(answer.json()).toMatchObject({
        rows_imported: 2,
        fault_count: 1,
        faults: [{ line: 4, column: 'high', found: '1' }],
      });
    }));

  test('options on both sides and other types are refused', async () => {
    const both = await app.post('/api/market-data/import?symbol=X', { symbol: 'X', content: threeDays });
    expect(both.statusCode).toBe(400);
    expect(both.json().errors).toMatchObject([{ pointer: '/query/symbol' }]);
    const other = await app.post('/api/market-data/import', '<bars/>', { 'content-type': 'application/xml' });
    expect(other.statusCode).toBe(415);
  });

  test('a viewer may not import', async () => {
    const refused = await app.post(
      '/api/market-data/import',
      { symbol: 'X', content: threeDays },
      { authorization: 'Bearer tw_viewer' },
    );
    expect(refused.statusCode).toBe(403);
  });
});
