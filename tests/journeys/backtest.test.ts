/** Journey 3: a CSV over REST, a backtest as a job, its published result on both faces, its facts on the channels. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { hasSharedData, sharedData, sharedRows } from '../shared-data.ts';
import { adminKey, startTestServer, type TestServer } from './test-server.ts';

const readmeRun = {
  strategy_id: 'sma-cross',
  symbols: ['GOOG'],
  capital: 10_000,
  costs: { fee_bps: 0, slippage_bps: 0, spread_bps: 20 },
  fill: { sizing: 'fill', lots: 'whole' },
};
const release066Run = { ...readmeRun, costs: { fee_bps: 20, slippage_bps: 0 } };

describe.skipIf(!hasSharedData)('a backtest over REST', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer();
    const early = await server.ask('GET', '/api/v1/backtest/results?strategy_id=sma-cross');
    expect([early.status, early.body.code]).toEqual([404, 'nothing_computed']);
    const csv = readFileSync(sharedData('backtests/goog_daily.csv'), 'utf8');
    const imported = await server.ask('POST', '/api/v1/market-data/import?symbol=GOOG', csv);
    expect([imported.status, imported.body.data.rows_imported]).toEqual([201, 2148]);
  });
  afterAll(() => server.close());

  it('gives the published README figures in the envelope', async () => {
    const { status, body } = await server.ask('POST', '/api/v1/backtest/run', readmeRun);
    expect(status).toBe(202);
    const { data, meta } = body;
    expect(meta.source).toBe('import:csv');
    expect(data.status).toBe('complete');
    expect(data.total_trades).toBe(93);
    expect(data.equity_curve.at(-1)).toEqual({
      timestamp: '2013-03-01T00:00:00.000Z',
      equity: expect.closeTo(68935.12, 2),
    });
    const { metrics } = data.result;
    expect((metrics.win_rate * 100).toFixed(2)).toBe('53.76');
    expect((metrics.best_trade * 100).toFixed(2)).toBe('57.12');
    expect((metrics.worst_trade * 100).toFixed(2)).toBe('-16.63');
    expect((data.max_drawdown * 100).toFixed(2)).toBe('-33.08');
    expect(metrics.return_profit_factor.toFixed(2)).toBe('2.13');
    expect(data.result.cost_stress.map((one: { factor: number }) => one.factor)).toEqual([0, 1, 2, 3]);
    expect(data.result.metrics_absent).toHaveProperty('deflated_sharpe');
  });

  it('gives the same bare, and keeps it for GET', async () => {
    const { status, body, headers } = await server.ask('POST', '/api/backtest/run', release066Run);
    expect([status, headers.get('x-data-source')]).toEqual([202, 'import:csv']);
    const published = sharedRows('backtests/bt_goog_sma10_20_v066/equity.csv');
    expect(body.equity_curve).toHaveLength(published.length);
    published.forEach(({ date, equity }, i) => {
      expect(body.equity_curve[i].timestamp.slice(0, 10)).toBe(date);
      expect(Math.abs(body.equity_curve[i].equity - Number(equity))).toBeLessThan(1e-6);
    });

    const results = await server.ask('GET', `/api/backtest/results?run_id=${body.run_id}`);
    expect(results.body).toEqual(body.result);
    const run = await server.ask('GET', `/api/v1/backtest/runs/${body.run_id}`);
    expect(run.body.data.reproducibility_id).toBe(body.result.reproducibility_id);
    const job = await server.ask('GET', `/api/jobs/${body.job_id}`);
    expect(job.body).toMatchObject({
      kind: 'backtest',
      status: 'complete',
      progress: { done: 4, total: 4 },
      result: { run_id: body.run_id },
    });
  });

  it('does not pass over a fee that these symbols would not pay', async () => {
    const costs = { fee_per_contract: 2.5 };
    const { status, body } = await server.ask('POST', '/api/backtest/run', { ...readmeRun, costs });
    expect([status, body.errors[0].pointer]).toEqual([422, '/body/costs/fee_per_contract']);
  });

  it('does not take another letter for one of a symbol', async () => {
    const { status, body } = await server.ask('POST', '/api/backtest/run', { ...readmeRun, symbols: ['ſpy'] });
    expect([status, body.errors[0].pointer]).toEqual([422, '/body/symbols/0']);
  });

  it('pages through the trades of a run', async () => {
    const { body } = await server.ask('POST', '/api/backtest/run', release066Run);
    const published = sharedRows('backtests/bt_goog_sma10_20_v066/trades.csv');
    const page = await server.ask('GET', `/api/backtest/runs/${body.run_id}/trades?limit=3&offset=90`);
    expect(page.body).toMatchObject({ total: 93, limit: 3, offset: 90 });
    page.body.trades.forEach((trade: Record<string, number | string>, i: number) => {
      const row = published[90 + i];
      expect(trade).toMatchObject({
        symbol: 'GOOG',
        side: Number(row.size) > 0 ? 'LONG' : 'SHORT',
        size: Math.abs(Number(row.size)),
        entry_time: `${row.entry_time}T00:00:00.000Z`,
        exit_time: `${row.exit_time}T00:00:00.000Z`,
        entry_bar: Number(row.entry_bar),
        pnl: expect.closeTo(Number(row.pnl), 6),
      });
    });
  });

  it('thins the curve so that its extremes survive', async () => {
    const { body } = await server.ask('POST', '/api/backtest/run', readmeRun);
    const thinned = await server.ask('GET', `/api/backtest/runs/${body.run_id}/equity?points=100`);
    const of = (curve: { equity: number }[]) => curve.map((point) => point.equity);
    expect(thinned.body.total_points).toBe(2148);
    expect(thinned.body.equity_curve.length).toBeLessThanOrEqual(101);
    expect(Math.max(...of(thinned.body.equity_curve))).toBe(Math.max(...of(body.equity_curve)));
    expect(Math.min(...of(thinned.body.equity_curve))).toBe(Math.min(...of(body.equity_curve)));
  });

  it('repeats to the same reproducibility id, and changes it with any input', async () => {
    const idOf = async (request: object) =>
      (await server.ask('POST', '/api/backtest/run', request)).body.result.reproducibility_id;
    const first = await idOf(readmeRun);
    expect(await idOf(readmeRun)).toBe(first);
    expect(await idOf({ ...readmeRun, capital: 10_001 })).not.toBe(first);
  });

  it('refuses what cannot be, each with its status and what was expected', async () => {
    const run = (request: object) => server.ask('POST', '/api/v1/backtest/run', request);
    const unknown = await run({ strategy_id: 'nope' });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
    const badDate = await run({ ...readmeRun, start_date: '2020-13-01' });
    expect([badDate.status, badDate.body.errors[0].pointer]).toEqual([400, '/body/start_date']);
    const short = await run({ ...readmeRun, end_date: '2004-08-30' });
    expect([short.status, short.body.bars_available, short.body.bars_needed]).toEqual([422, 8, 21]);
    const noBars = await run({ ...readmeRun, symbols: ['NOPE'] });
    expect([noBars.status, noBars.body.errors[0].pointer]).toEqual([422, '/body/symbols/0']);
    const ownMissing = await run({ strategy_id: 'sma-cross' });
    expect([ownMissing.status, ownMissing.body.code]).toEqual([422, 'impossible']);
    const badParameter = await run({ ...readmeRun, params: { fast: 10.5, slowest: 3 } });
    expect(badParameter.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([
      '/body/params/slowest',
      '/body/params/fast',
    ]);
    const gated = await run({ ...readmeRun, gate: 'strict' });
    expect([gated.status, gated.body.errors[0].pointer]).toEqual([400, '/body/gate']);
    expect((await run({ ...readmeRun, gate: null })).status).toBe(202);
    const badName = await run({ ...readmeRun, params: { fastWindow: 3 } });
    expect(badName.body.errors[0]).toEqual({
      pointer: '/body/params/fastWindow',
      expected: 'a name to match /^[a-z][a-z0-9_]*$/',
      found: '"fastWindow"',
    });
    const conflict = await run({ ...readmeRun, params: { fast: 30, slow: 20 } });
    expect([conflict.status, conflict.body.detail]).toEqual([
      400,
      expect.stringContaining('must be smaller than slow'),
    ]);
    const backwards = await run({ ...readmeRun, start_date: '2010-01-01', end_date: '2009-01-01' });
    expect([backwards.status, backwards.body.errors[0].pointer]).toEqual([400, '/body/end_date']);
  });

  it('answers a repeated Idempotency-Key with the first run', async () => {
    const key = { 'idempotency-key': 'one-and-only' };
    const first = await server.ask('POST', '/api/backtest/run', readmeRun, key);
    const again = await server.ask('POST', '/api/backtest/run', readmeRun, key);
    expect(again.body.run_id).toBe(first.body.run_id);
    const other = await server.ask('POST', '/api/backtest/run', release066Run, key);
    expect([other.status, other.body.code]).toEqual([409, 'conflict']);
  });
});

describe.skipIf(!hasSharedData)('a signal on /ws/signals', () => {
  it('is the last decision of a backtest that ends with the same bar, computed when bars come in', async () => {
    const server = await startTestServer();
    try {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/signals`, {
        headers: { authorization: `Bearer ${adminKey}` },
      });
      const messages: { type: string; payload: { strategy: string } }[] = [];
      socket.on('message', (data) => messages.push(JSON.parse(String(data))));
      await new Promise((resolve) => socket.once('open', resolve));

      // GOOG's prices under the symbol that the shipped strategies trade.
      const csv = readFileSync(sharedData('backtests/goog_daily.csv'), 'utf8');
      await server.ask('POST', '/api/v1/market-data/import?symbol=SPY', csv);
      const named = () => messages.slice(1).map(({ payload }) => payload.strategy);
      await expect
        .poll(named, { timeout: 5_000 })
        .toEqual(expect.arrayContaining(['buy-and-hold', 'mean-reversion', 'sma-cross']));
      expect(messages[0].type).toBe('connected');
      const sent = messages.slice(1).map(({ payload }) => payload);

      const run = await server.ask('POST', '/api/backtest/run', { strategy_id: 'sma-cross' });
      const [open] = run.body.result.open_positions;
      const signal = sent.find(({ strategy }) => strategy === 'sma-cross');
      expect(signal).toMatchObject({
        symbol: 'SPY',
        direction: open.quantity > 0 ? 'LONG' : 'SHORT',
        entry_level: 806.19,
        bar_end: '2013-03-02T00:00:00.000Z',
        source: 'import:csv',
      });
      const stored = await server.ask('GET', '/api/signals/recent?strategy=sma-cross');
      expect(stored.body.signals[0]).toMatchObject({ direction: 'LONG', timestamp: '2013-03-02T00:00:00.000Z' });
      socket.close();
    } finally {
      await server.close();
    }
  });

  it('closes a reader without credentials with 4401', async () => {
    const server = await startTestServer();
    try {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/signals`);
      const code = await new Promise((resolve) => socket.once('close', resolve));
      expect(code).toBe(4401);
    } finally {
      await server.close();
    }
  });
});

describe('the demo workspace', () => {
  it('says on both faces that its data are synthetic', async () => {
    const server = await startTestServer({ DEMO: 'on' });
    try {
      const enveloped = await server.ask('POST', '/api/v1/backtest/run', { strategy_id: 'sma-cross' });
      expect(enveloped.body.meta).toMatchObject({ source: 'synthetic', note: expect.stringContaining('synthetic') });
      const bare = await server.ask('GET', '/api/backtest/results?strategy_id=sma-cross');
      expect(bare.headers.get('x-data-source')).toBe('synthetic');
      expect(bare.body.source).toBe('synthetic');
      expect(enveloped.body.data.result.settings.periods_per_year).toBe(252);
      const coin = await server.ask('POST', '/api/backtest/run', { strategy_id: 'buy-and-hold', symbols: ['BTCUSD'] });
      expect(coin.body.result.settings.periods_per_year).toBe(365);
      // Short of a coin that multiplied: nothing is left, and the result says when instead of trading on below zero.
      const short = { strategy_id: 'mean-reversion', symbols: ['BTCUSD'], start_date: '2019-01-01' };
      const ruined = await server.ask('POST', '/api/backtest/run', short);
      expect(ruined.body.result).toMatchObject({ ruined_at: '2019-08-23T00:00:00.000Z', open_positions: [] });
      expect(ruined.body.result.metrics.sharpe_ratio).toBeNull();
      const bars = await server.ask('GET', '/api/v1/market-data/SPY?limit=1');
      expect(bars.body.meta.source).toBe('synthetic');
      const page = await server.ask('GET', '/', undefined, { accept: 'text/html' });
      expect(page.body).toContain('synthetic demo data');
    } finally {
      await server.close();
    }
  });
});
