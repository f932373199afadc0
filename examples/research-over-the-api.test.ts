import { createClient } from '@tradewind/contract/client.ts';
import { expect, it } from 'vitest';
import { adminKey, startTestServer } from '../tests/journeys/test-server.ts';
import { research } from './research-over-the-api.ts';

it('prints the figures of the demo workspace, which are the same on every machine', async () => {
  const server = await startTestServer({ DEMO: 'on' });
  try {
    const lines: string[] = [];
    await research(createClient({ baseUrl: server.url, apiKey: adminKey }), (line) => lines.push(line));
    expect(lines.slice(0, -1)).toEqual([
      'momentum: -12.16 %, Sharpe -0.06',
      '  costs × 0: -7.89 %',
      '  costs × 1: -12.16 %',
      '  costs × 2: -16.24 %',
      '  costs × 3: -20.13 %',
      '  held instead: 10.59 % (source synthetic)',
      '  look-ahead: none found on 158 shortened histories',
      'together: -9.55 %',
      '  momentum: -5.80 %',
      '  mean-reversion: -3.75 %',
      '  correlation: -0.49',
    ]);
    expect(lines.at(-1)).toMatch(/^signals: (19|2[0-3]) days, \d+ of them long$/);
  } finally {
    await server.close();
  }
});
