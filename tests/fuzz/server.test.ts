/** The fuzz runner on the whole server: every door, on both faces, is reached, and none of them gives way. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adminKey, startTestServer, type TestServer } from '../journeys/test-server.ts';
import type { FuzzOptions } from './fuzz.ts';
import { fuzz } from './fuzz.ts';

const days = 120;
const password = 'correct horse battery staple';

/** A price that goes up and down, so that strategies find something to trade. */
function dailyBars(): string {
  const rows = Array.from({ length: days }, (_, day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    const close = 100 + 10 * Math.sin(day / 7);
    return `${date},${close},${close + 1},${close - 1},${close},1000`;
  });
  return ['Date,Open,High,Low,Close,Volume', ...rows].join('\n');
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ WORKERS: '1', LOG_LEVEL: 'error' });
  // Of the second the strategies have signals by themselves.
  for (const symbol of ['FUZZ', 'SPY']) {
    const imported = await server.ask('POST', `/api/market-data/import?symbol=${symbol}`, dailyBars());
    expect(imported.status).toBe(201);
  }
});
afterAll(() => server.close());

async function seedsAndExamples(): Promise<Pick<FuzzOptions, 'seeds' | 'examples'>> {
  const run = await server.ask('POST', '/api/backtest/run', { strategy_id: 'sma-cross', symbols: ['FUZZ'] });
  expect(run.body.status).toBe('complete');
  const portfolio = { strategy_ids: ['sma-cross', 'rsi'], symbols: ['FUZZ'] };
  const account = await server.ask('POST', '/api/backtest/portfolio', portfolio);
  expect(account.body.status).toBe('complete');
  let made = 0;
  const newUser = async () => {
    const user = { user: `fuzz-${made++}`, password, role: 'viewer' };
    return (await server.ask('POST', '/api/auth/users', user)).body.user_id;
  };
  const newKey = async () => (await server.ask('POST', '/api/auth/keys', { name: `key ${made++}` })).body.key_id;
  const { password: ownPassword } = server;
  return {
    seeds: {
      job_id: [run.body.job_id],
      run_id: [run.body.run_id],
      'readPortfolioRun.run_id': [account.body.run_id],
      strategy_id: ['sma-cross'],
      strategy_ids: [['sma-cross', 'rsi']],
      weights: [{ 'sma-cross': 0.5, rsi: 0.5 }],
      'rollbackParameters.params_version': [1],
      bar: [{ open: 100, high: 101, low: 99, close: 100 }],
      min_quality: [0],
      strategy: ['sma-cross'],
      ticker: ['FUZZ'],
      symbol: ['FUZZ'],
      symbols: [['FUZZ']],
      timeframe: ['1d'],
      params: [{}],
      'createUser.user': () => `new-${made++}`,
      'createUser.password': [password],
      'changeUser.user_id': newUser,
      'removeUser.user_id': newUser,
      'revokeKey.key_id': newKey,
    },
    examples: {
      login: [{ body: { user: 'admin', password: ownPassword }, contentType: 'application/json' }],
      changePassword: [
        { body: { current_password: ownPassword, new_password: ownPassword }, contentType: 'application/json' },
      ],
      runBacktest: [{ body: { strategy_id: 'sma-cross', symbols: ['FUZZ'] }, contentType: 'application/json' }],
      runPortfolioBacktest: [{ body: portfolio, contentType: 'application/json' }],
      changeParameters: [
        { path: { strategy_id: 'sma-cross' }, body: { fast: 5 }, contentType: 'application/json' },
        { path: { strategy_id: 'rsi' }, body: {}, contentType: 'application/json' },
      ],
      importBars: [
        { query: { symbol: 'FUZZ' }, body: dailyBars(), contentType: 'text/csv' },
        {
          body: { symbol: 'FUZZ', data: { date: ['2024-01-01', '2024-01-02'], close: [100, 101] } },
          contentType: 'application/json',
        },
      ],
      importFactors: [
        {
          query: { symbol: 'FUZZ' },
          body: 'date,price_factor,split_factor\n2024-02-01,0.99,0.5\n2050-12-31,1,1\n',
          contentType: 'text/csv',
        },
      ],
    },
  };
}

it('answers everything that can be asked as its document says, and nothing with a 5xx or a leak', async () => {
  const report = await fuzz({
    baseUrl: server.url,
    credentials: { authorization: `Bearer ${adminKey}` },
    ...(await seedsAndExamples()),
    secrets: [server.dataDir, adminKey],
    runs: 4,
  });
  expect(report.faults).toEqual([]);
  expect(report.unreached).toEqual([]);
  expect(report.operations).toBeGreaterThan(90);
  expect((await server.ask('GET', '/health')).status).toBe(200);
}, 240_000);
