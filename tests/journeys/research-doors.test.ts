/** The research doors over REST: each by its meaning, held against another way to the same figures. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ DEMO: 'on', WORKERS: '1' });
});
afterAll(() => server.close());

interface Point {
  readonly timestamp: string;
  readonly equity: number;
}

const get = async (path: string) => (await server.ask('GET', `/api${path}`)).body;

/** A proof takes as long as it takes: asked again until it is made. */
async function proof(path: string) {
  for (;;) {
    const { status, body } = await server.ask('GET', `/api${path}`);
    if (status !== 202) return { status, body };
  }
}

/** Returns day by day, against the value before. */
const returnsOf = (values: readonly number[], start: number) =>
  values.map((value, i) => value / (i === 0 ? start : values[i - 1]) - 1);

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const products = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0);
  return products(a, ma, b, mb) / Math.sqrt(products(a, ma, a, ma) * products(b, mb, b, mb));
}

describe('a portfolio backtest', () => {
  const order = {
    strategy_ids: ['momentum', 'mean-reversion'],
    weights: { momentum: 0.6, 'mean-reversion': 0.4 },
    start_date: '2020-01-01',
    end_date: '2024-12-31',
  };

  it('attributes every cent: by strategy, symbol and month the parts add up to the total', async () => {
    const { status, body } = await server.ask('POST', '/api/v1/backtest/portfolio', order);
    expect([status, body.data.status, body.meta.source]).toEqual([202, 'complete', 'synthetic']);
    const { result } = body.data;
    const sum = (parts: readonly { total: number }[]) => parts.reduce((total, part) => total + part.total, 0);
    const gain = result.equity_curve.at(-1).equity - 1_000_000;
    for (const parts of [result.sleeves, result.by_symbol, result.by_month]) {
      expect(Math.abs(sum(parts) - gain)).toBeLessThan(1e-9 * 1_000_000);
    }
    const shares = Object.values<number>(result.attribution).reduce((total, share) => total + share, 0);
    expect(Math.abs(shares - result.metrics.total_return)).toBeLessThan(1e-9);
    expect(Object.keys(result.attribution)).toEqual(order.strategy_ids);
    expect(result.by_month.map((one: { month: string }) => one.month)).toContain('2024-12');
    expect(body.data).toMatchObject({
      combined_sharpe: result.metrics.sharpe_ratio,
      annual_return: result.metrics.annual_return,
      max_drawdown: result.metrics.max_drawdown,
      attribution: result.attribution,
    });
    expect(await get(`/backtest/portfolio/${body.data.run_id}`)).toEqual(result);
    expect((await get('/backtest/portfolio')).runs[0].run_id).toBe(body.data.run_id);
  });

  it('of one strategy with the whole account is that strategy’s backtest', async () => {
    const range = { start_date: '2020-01-01', end_date: '2024-12-31' };
    const alone = await server.ask('POST', '/api/backtest/run', { strategy_id: 'momentum', ...range });
    const together = await server.ask('POST', '/api/backtest/portfolio', { strategy_ids: ['momentum'], ...range });
    const values = (points: Point[]) => points.map(({ equity }) => equity);
    const [a, b] = [values(alone.body.equity_curve), values(together.body.equity_curve)];
    expect(b).toHaveLength(a.length);
    expect(Math.max(...b.map((equity, i) => Math.abs(equity / a[i] - 1)))).toBeLessThan(1e-12);
    expect(together.body.correlation).toEqual({ strategies: ['momentum'], matrix: [[expect.closeTo(1, 12)]] });
  });

  it('correlates what the strategies earned day by day, as worked out by hand', async () => {
    // Both are in from the first day on: one because it holds, the other because its market only rises.
    const days = 90;
    const opens = { WAVES: (i: number) => 100 + 9 * Math.sin(i / 3), RISES: (i: number) => 50 + i + Math.sin(i) / 2 };
    const bars = Object.entries(opens).map(([symbol, open]) => {
      const rows = Array.from({ length: days }, (_, i) => ({ open: open(i), close: open(i + 0.7) }));
      const lines = rows.map(({ open: from, close: to }, i) => {
        const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
        return [date, from, Math.max(from, to), Math.min(from, to), to, 100].join(',');
      });
      return { symbol, rows, csv: ['date,open,high,low,close,volume', ...lines].join('\n') };
    });
    for (const { symbol, csv } of bars) await server.ask('POST', `/api/market-data/import?symbol=${symbol}`, csv);
    const weights = [0.3, 0.5];
    const { body } = await server.ask('POST', '/api/backtest/portfolio', {
      strategy_ids: ['buy-and-hold', 'momentum'],
      weights: { 'buy-and-hold': weights[0], momentum: weights[1] },
      symbols: { 'buy-and-hold': ['WAVES'], momentum: ['RISES'] },
      params: { momentum: { short_window: 1, long_window: 2 } },
      start_date: '2024-01-11',
      costs: { fee_bps: 0, slippage_bps: 0 },
    });
    const first = 10;
    const units = bars.map(({ rows }, k) => (weights[k] * 1_000_000) / rows[first].close);
    const earned: number[][] = [[0], [0]];
    let equity = 1_000_000;
    for (let day = first + 1; day < days; day++) {
      const gains = bars.map(({ rows }, k) => {
        const from = day === first + 1 ? rows[day].open : rows[day - 1].close;
        return units[k] * (rows[day].close - from);
      });
      for (const [k, gain] of gains.entries()) earned[k].push(gain / (weights[k] * equity));
      equity += gains[0] + gains[1];
    }
    expect(body.equity_curve.at(-1).equity).toBeCloseTo(equity, 4);
    const { matrix, strategies } = body.correlation;
    expect(strategies).toEqual(['buy-and-hold', 'momentum']);
    const between = correlation(earned[0], earned[1]);
    const byHand = [
      [1, between],
      [between, 1],
    ];
    for (const [i, row] of byHand.entries()) {
      for (const [k, expected] of row.entries()) expect(Math.abs(matrix[i][k] - expected)).toBeLessThan(1e-9);
    }
  });

  it('is refused where weights, symbols or parameters speak of somebody else', async () => {
    const refusal = async (changes: object) => {
      const { status, body } = await server.ask('POST', '/api/backtest/portfolio', { ...order, ...changes });
      return [status, body.errors?.[0].pointer];
    };
    expect(await refusal({ weights: { momentum: 0.6 } })).toEqual([400, '/body/weights/mean-reversion']);
    expect(await refusal({ weights: { momentum: 0.6, 'mean-reversion': 0.41 } })).toEqual([400, '/body/weights']);
    expect(await refusal({ params: { 'sma-cross': {} } })).toEqual([400, '/body/params/sma-cross']);
    expect(await refusal({ params: { momentum: { window: 1 } } })).toEqual([400, '/body/params/momentum/window']);
    expect(await refusal({ symbols: { momentum: ['NOPE'] } })).toEqual([
      422,
      expect.stringMatching(/^\/body\/symbols/),
    ]);
    expect(await refusal({ strategy_ids: ['momentum', 'momentum'] })).toEqual([400, '/body/strategy_ids/1']);
    expect((await refusal({ strategy_ids: ['nope'], weights: undefined }))[0]).toBe(404);
  });
});

describe('a stored run', () => {
  let runId: string;
  let result: { metrics: Record<string, number>; break_even: { factor: number }; benchmark: { total_return: number } };
  const order = { strategy_id: 'momentum', start_date: '2018-01-01', end_date: '2024-12-31' };
  beforeAll(async () => {
    const { body } = await server.ask('POST', '/api/backtest/run', order);
    runId = body.run_id;
    result = body.result;
  });

  it('is measured against the same money bought and held', async () => {
    const { equity_curve: curve, benchmark } = await get(`/backtest/runs/${runId}/equity`);
    const held = await server.ask('POST', '/api/backtest/run', { ...order, strategy_id: 'buy-and-hold' });
    const values = (points: Point[]) => points.map(({ equity }) => equity);
    expect(benchmark).toEqual(held.body.equity_curve);
    expect(result.benchmark.total_return).toBeCloseTo(held.body.result.metrics.total_return, 12);
    const own = returnsOf(values(curve), 1_000_000);
    const market = returnsOf(values(benchmark), values(benchmark)[0]);
    const mean = market.reduce((sum, x) => sum + x, 0) / market.length;
    const variance = market.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    const covariance = market.reduce((sum, x, i) => sum + (x - mean) * own[i], 0);
    expect(result.metrics.beta).toBeCloseTo(covariance / variance, 9);
  });

  it('earns nothing at its break-even costs', async () => {
    const earning = await server.ask('POST', '/api/backtest/run', { ...order, strategy_id: 'buy-and-hold' });
    const { factor } = earning.body.result.break_even;
    expect(factor).toBeGreaterThan(1);
    const costs = { fee_bps: 5 * factor, slippage_bps: 2 * factor };
    const costly = await server.ask('POST', '/api/backtest/run', { ...order, strategy_id: 'buy-and-hold', costs });
    expect(Math.abs(costly.body.result.metrics.total_return)).toBeLessThan(1e-4);
  });

  it('gets a certificate that it did not look ahead, which is kept', async () => {
    const { status, body } = await proof(`/backtest/runs/${runId}/lookahead`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ run_id: runId, passed: true, first_difference: null });
    expect(body.cuts_tried).toBeGreaterThan(50);
    expect(body.statement).toContain('cannot see leaks inside the data');
    const again = await server.ask('GET', `/api/backtest/runs/${runId}/lookahead`);
    expect([again.status, again.body, again.headers.get('x-data-source')]).toEqual([200, body, 'synthetic']);
  });

  it('is made again to the same bytes, also after more bars have come; a changed bar is told apart', async () => {
    const csv = (rows: string[]) => ['date,open,high,low,close,volume', ...rows].join('\n');
    const row = (day: number, close: number) =>
      `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${close},${close + 1},${close - 1},${close},100`;
    const rows = Array.from({ length: 200 }, (_, day) => row(day, 100 + 10 * Math.sin(day / 9)));
    await server.ask('POST', '/api/market-data/import?symbol=WAVE', csv(rows));
    const run = await server.ask('POST', '/api/backtest/run', { strategy_id: 'momentum', symbols: ['WAVE'] });
    const verify = async () => (await proof(`/backtest/runs/${run.body.run_id}/verify`)).body;
    expect(await verify()).toMatchObject({ same: true, first_difference: null, changed_data: [] });
    await server.ask('POST', '/api/market-data/import?symbol=WAVE', csv([row(200, 140), row(201, 60)]));
    expect(await verify()).toMatchObject({ same: true });
    await server.ask('POST', '/api/market-data/import?symbol=WAVE', csv([row(150, 130), row(151, 130)]));
    const changed = await verify();
    expect(changed).toMatchObject({ same: false, changed_data: ['WAVE'] });
    expect(changed.first_difference.path).toMatch(/^curve\.equity\[150\]$/);
  });

  it('is unknown where it is not', async () => {
    for (const what of ['lookahead', 'verify']) {
      expect((await server.ask('GET', `/api/backtest/runs/nope/${what}`)).status).toBe(404);
    }
  });
});

describe('the rules of a run', () => {
  const order = { strategy_id: 'momentum', start_date: '2020-01-01', end_date: '2023-12-31' };
  const run = (changes: object) => server.ask('POST', '/api/backtest/run', { ...order, ...changes });

  it('are carried out as asked and printed with the result', async () => {
    const plain = (await run({})).body.result;
    const short = (await run({ costs: { borrow_bps: 300 } })).body.result;
    expect(short.settings.costs.borrow_bps).toBe(300);
    expect(short.metrics.total_return).toBeLessThan(plain.metrics.total_return);
    const late = (await run({ fill: { latency_bars: 1 } })).body.result;
    expect(late.settings.fill.latency_bars).toBe(1);
    expect(late.metrics.total_return).not.toBe(plain.metrics.total_return);
    const thin = (await run({ capital: 1e13, fill: { partial_volume_share: 0.01 } })).body.result;
    expect(thin.settings.fill.partial_volume_share).toBe(0.01);
    expect(thin.metrics.turnover).toBeLessThan(plain.metrics.turnover / 10);
    const half = (await run({ fill: { leverage: 0.5 } })).body.result;
    expect(half.refusals).toMatchObject([{ rule: expect.any(String), count: expect.any(Number) }]);
    const stopped = (await run({ protection: { stop_loss: 0.02 } })).body.result;
    expect(stopped.settings.protection).toEqual({ stop_loss: 0.02 });
    expect(stopped.metrics.worst_trade).toBeGreaterThan(plain.metrics.worst_trade);
  });

  it('are refused where they do not apply', async () => {
    const pointer = async (changes: object) => (await run(changes)).body.errors?.[0].pointer;
    expect(await pointer({ costs: { funding: 1 } })).toBe('/body/costs/funding');
    expect(await pointer({ strategy_id: 'stat-arb', protection: { stop_loss: 0.1 } })).toBe('/body/protection');
    expect(await pointer({ protection: { stop_loss: 2 } })).toBe('/body/protection/stop_loss');
  });
});

describe('the quality of the data', () => {
  it('stands with every run, and bars below what is asked for are refused by the score and its reasons', async () => {
    const start = Date.UTC(2024, 0, 1);
    const rows = Array.from({ length: 300 }, (_, day) => {
      const close = 100 + 10 * Math.sin(day / 9);
      return `${new Date(start + day * 86_400_000).toISOString().slice(0, 10)},${close},${close + 1},${close - 1},${close},100`;
    });
    // A hole of thirty days.
    const csv = ['date,open,high,low,close,volume', ...rows.slice(0, 120), ...rows.slice(150)].join('\n');
    await server.ask('POST', '/api/market-data/import?symbol=HOLE', csv);
    const order = { strategy_id: 'momentum', symbols: ['HOLE', 'SPY'], start_date: '2024-01-01' };
    const { result } = (await server.ask('POST', '/api/backtest/run', order)).body;
    const [hole, spy] = result.data_quality;
    expect(hole.faults).toContainEqual({ kind: 'missing', count: 30, points_lost: expect.closeTo(10, 9) });
    expect(result.data_quality_score).toBe(Math.min(hole.score, spy.score));
    const strict = { ...order, min_quality: spy.score };
    for (const face of ['/api', '/api/v1']) {
      const refused = await server.ask('POST', `${face}/backtest/run`, strict);
      expect([refused.status, refused.body.code]).toEqual([422, 'bad_data']);
      expect(refused.body).toMatchObject({ symbol: 'HOLE', data_quality_score: hole.score, min_quality: spy.score });
      expect(refused.body.detail).toContain('30 missing bars');
    }
    const after = await server.ask('POST', '/api/backtest/run', { ...strict, start_date: '2024-07-01' });
    expect([after.status, after.body.status]).toEqual([202, 'complete']);
  });
});

describe('runs side by side', () => {
  it('are compared by their latest results; who has none is named', async () => {
    await server.ask('POST', '/api/backtest/run', { strategy_id: 'sma-cross', end_date: '2020-12-31' });
    const { body: latest } = await server.ask('POST', '/api/backtest/run', { strategy_id: 'sma-cross' });
    const compared = await server.ask('GET', '/api/v1/backtest/comparison?strategy_ids=sma-cross,vwap-pullback,nope');
    const { strategies, missing_strategies, runs } = compared.body.data;
    expect(strategies).toEqual({ 'sma-cross': latest.result.metrics });
    expect(missing_strategies).toEqual(['vwap-pullback', 'nope']);
    expect(runs['sma-cross'].run_id).toBe(latest.run_id);
    expect(compared.body.meta).toMatchObject({ source: 'synthetic', note: expect.stringContaining('synthetic') });
    expect((await server.ask('GET', '/api/backtest/comparison')).status).toBe(400);
  });

  it('rank the strategies by Sharpe ratio, and show those without a result last', async () => {
    await server.ask('POST', '/api/backtest/run', { strategy_id: 'buy-and-hold' });
    const ranking: { rank: number | null; sharpe: number | null; strategy_id: string }[] =
      await get('/strategies/performance');
    const ranked = ranking.filter(({ rank }) => rank !== null);
    expect(ranked.map(({ rank }) => rank)).toEqual(ranked.map((_, i) => i + 1));
    const sharpes = ranked.map(({ sharpe }) => sharpe as number);
    expect(sharpes).toEqual(sharpes.toSorted((a, b) => b - a));
    expect(ranking.slice(0, ranked.length)).toEqual(ranked);
    const all: { id: string }[] = await get('/strategies');
    expect(ranking.map((one) => one.strategy_id).sort()).toEqual(all.map(({ id }) => id).sort());
    for (const { strategy_id, sharpe } of ranked) {
      const results = await get(`/backtest/results?strategy_id=${strategy_id}`);
      expect(results.metrics.sharpe_ratio).toBe(sharpe);
    }
  });
});

describe('the parameters in force', () => {
  it('are used by runs and signals that name none, and a rollback restores what was', async () => {
    const run = async (params?: object) =>
      (await server.ask('POST', '/api/backtest/run', { strategy_id: 'ema-cross', params })).body.result;
    const signal = () => get('/strategies/ema-cross/signal/latest');
    const before = await run();
    expect(before.settings.params_version).toBe(1);
    const changed = await server.ask('PUT', '/api/strategies/ema-cross/params', { fast: 3, slow: 90 });
    expect(changed.body.params_version).toBe(2);
    const after = await run();
    expect(after.settings).toMatchObject({ params_version: 2, params: { fast: 3, slow: 90 } });
    expect(after.metrics).toEqual((await run({ fast: 3, slow: 90 })).metrics);
    expect((await run({ fast: 3 })).settings).toMatchObject({ params_version: null, params: { fast: 3, slow: 90 } });
    expect(after.metrics).not.toEqual(before.metrics);
    expect((await signal()).params_version).toBe(2);
    await server.ask('POST', '/api/strategies/ema-cross/params/rollback');
    const restored = await run();
    expect(restored.settings.params_version).toBe(3);
    expect([restored.metrics, restored.reproducibility_id]).toEqual([before.metrics, before.reproducibility_id]);
  });
});

describe('the latest signal', () => {
  it('is the last decision of a backtest that ends today', async () => {
    for (const strategy of ['momentum', 'rsi', 'breakout', 'macd-trend', 'stat-arb']) {
      const signal = await get(`/strategies/${strategy}/signal/latest`);
      // At the close of that bar already, so that the last decision is traded within the run.
      const run = await server.ask('POST', '/api/backtest/run', {
        strategy_id: strategy,
        symbols: signal.instruments,
        fill: { when: 'same_close' },
      });
      const held: { symbol: string; quantity: number }[] = run.body.result.open_positions;
      const side = (symbol: string) => Math.sign(held.find((one) => one.symbol === symbol)?.quantity ?? 0);
      const exposures: { instrument: string; exposure: number }[] = signal.exposures;
      expect([strategy, ...exposures.map((one) => Math.sign(one.exposure))]).toEqual([
        strategy,
        ...exposures.map((one) => side(one.instrument)),
      ]);
    }
  });
});
