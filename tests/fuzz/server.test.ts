/** The fuzz runner on the whole server: every operation it documents, on both faces. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, startTestServer, type TestServer } from '../journeys/test-server.ts';
import { fuzz } from './fuzz.ts';

const csv = [
  'date,open,high,low,close,volume',
  ...Array.from({ length: 60 }, (_, day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    return `${date},${100 + day},${102 + day},${99 + day},${101 + day},1000`;
  }),
].join('\n');

describe('every door of the server', () => {
  let server: TestServer;
  let runId: string;
  let jobId: string;

  beforeAll(async () => {
    server = await startTestServer({ LOG_LEVEL: 'error' });
    for (const symbol of ['SPY', 'FUZZ']) {
      await server.ask('POST', `/api/market-data/import?symbol=${symbol}&timeframe=1d`, csv);
    }
    const { body } = await server.ask('POST', '/api/backtest/run', { strategy_id: 'sma-cross' });
    runId = body.run_id;
    jobId = body.job_id;
  });
  afterAll(() => server.close());

  /** Made afresh for each use: what is removed cannot be removed again. */
  let made = 0;
  const newUser = async () => {
    const user = { user: `fuzz-${made++}`, password: `a long password ${made}`, role: 'viewer' };
    return (await server.ask('POST', '/api/auth/users', user)).body.user_id;
  };
  const newKey = async () => {
    const key = { name: `key-${made++}`, scopes: ['read'], expires_at: null };
    return (await server.ask('POST', '/api/auth/keys', key)).body.key_id;
  };

  it('answers only what it documents, never 5xx, betrays nothing, and is reached', async () => {
    const own = { current_password: server.password, new_password: server.password };
    const report = await fuzz({
      baseUrl: server.url,
      credentials: { authorization: `Bearer ${adminKey}` },
      runs: Number(process.env.TRADEWIND_FUZZ_RUNS ?? 15),
      secrets: [server.dataDir, server.password, adminKey],
      seeds: {
        strategy_id: ['sma-cross', 'mean-reversion', 'buy-and-hold'],
        strategy: ['sma-cross', 'mean-reversion'],
        symbol: ['SPY', 'FUZZ'],
        symbols: [['SPY'], ['FUZZ', 'SPY']],
        ticker: ['SPY', 'FUZZ'],
        timeframe: ['1d'],
        run_id: () => runId,
        job_id: () => jobId,
        user_id: newUser,
        key_id: newKey,
      },
      examples: {
        login: [{ body: { user: 'admin', password: server.password } }],
        changePassword: [{ body: own }],
        importBars: [
          { query: { symbol: 'FUZZ' }, body: csv, contentType: 'text/csv' },
          { query: {}, body: { symbol: 'FUZZ', content: csv }, contentType: 'application/json' },
        ],
        runBacktest: [{ body: { strategy_id: 'sma-cross' } }],
        generateSignal: [{ body: { strategy: 'sma-cross', symbol: 'SPY' } }],
        readLatestSignal: [{ query: {} }],
        readBars: [{ query: {} }],
        listUsers: [{ query: {} }],
        listKeys: [{ query: {} }],
        listAudit: [{ query: {} }],
        readBacktestResults: [{ query: {} }],
      },
    });
    expect(report.faults).toEqual([]);
    expect(report.unreached).toEqual([]);
    expect(report.requests).toBeGreaterThan(report.operations);
  }, 240_000);
});
