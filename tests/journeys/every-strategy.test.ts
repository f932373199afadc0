import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

describe('every shipped strategy', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ DEMO: 'on' });
  });
  afterAll(() => server.close());

  it('shows its parameters and runs on its own instruments of the demo workspace', async () => {
    const { body: strategies } = await server.ask('GET', '/api/strategies');
    expect(strategies.length).toBeGreaterThanOrEqual(13);
    for (const { id, instruments } of strategies) {
      const detail = await server.ask('GET', `/api/strategies/${id}`);
      expect([id, detail.status, detail.body.instruments]).toEqual([id, 200, instruments]);
      const run = await server.ask('POST', '/api/backtest/run', { strategy_id: id });
      expect([id, run.status, run.body.status]).toEqual([id, 202, 'complete']);
      expect([id, run.body.result.settings.symbols]).toEqual([id, instruments]);
      expect(Number.isFinite(run.body.result.metrics.total_return)).toBe(true);
    }
  });
});
