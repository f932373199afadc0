import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData } from '../shared-data.ts';
import { startTestServer } from './test-server.ts';

const request = { strategy_id: 'sma-cross', symbols: ['GOOG'], costs: { fee_bps: 20 }, fill: { lots: 'whole' } };

/** What four runs of the same request at the same time leave, without what names them and when they were made. */
async function resultsWith(workers: number): Promise<unknown[]> {
  const server = await startTestServer({ WORKERS: String(workers) });
  try {
    const csv = readFileSync(sharedData('backtests/goog_daily.csv'), 'utf8');
    await server.ask('POST', '/api/market-data/import?symbol=GOOG', csv);
    const runs = await Promise.all([1, 2, 3, 4].map(() => server.ask('POST', '/api/backtest/run', request)));
    const verified = await server.ask('GET', `/api/backtest/runs/${runs[3].body.run_id}/verify`);
    expect(verified.body).toMatchObject({ same: true });
    return runs.map(({ body }) => {
      const { run_id: _run, computed_at: _at, ...rest } = body.result;
      return rest;
    });
  } finally {
    await server.close();
  }
}

describe.skipIf(!hasSharedData)('the same run', () => {
  it('leaves the same bytes on one worker and on two, and verifies', async () => {
    const [one, two] = [await resultsWith(1), await resultsWith(2)];
    expect(new Set([...one, ...two].map((result) => JSON.stringify(result))).size).toBe(1);
  });
});
