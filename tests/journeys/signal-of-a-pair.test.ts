import { describe, expect, it } from 'vitest';
import { startTestServer } from './test-server.ts';

describe('the signal of a pair', () => {
  it('is computed on both legs, refuses another symbol, and goes with a backtest of the pair', async () => {
    const server = await startTestServer({ DEMO: 'on' });
    try {
      const signal = await server.ask('GET', '/api/strategies/stat-arb/signal/latest');
      expect([signal.status, signal.body.instruments]).toEqual([200, ['SPY', 'QQQ']]);
      const other = await server.ask('GET', '/api/strategies/stat-arb/signal/latest?symbol=AAPL');
      expect([other.status, other.body.code]).toEqual([422, 'impossible']);
      const odd = await server.ask('POST', '/api/backtest/run', { strategy_id: 'stat-arb', symbols: ['SPY'] });
      expect([odd.status, odd.body.errors[0].pointer]).toEqual([422, '/body/symbols']);
      const run = await server.ask('POST', '/api/backtest/run', { strategy_id: 'stat-arb' });
      expect([run.status, run.body.status]).toEqual([202, 'complete']);
    } finally {
      await server.close();
    }
  });
});
