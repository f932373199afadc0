/** What the server does by the clock, seen from outside: the same work run now instead of at midnight. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@tradewind/server/platform/config.ts';
import { createLog } from '@tradewind/server/platform/log.ts';
import { openRooms } from '@tradewind/server/rooms.ts';
import { describe, expect, it } from 'vitest';

describe('the work of a day', () => {
  it('brings the demo up to yesterday, then computes a signal of each strategy from it', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'tradewind-daily-'));
    const clock = { time: Date.UTC(2026, 10, 20, 12), now: () => clock.time };
    const rooms = await openRooms(loadConfig({ TRADEWIND_DATA_DIR: dataDir }), createLog({ level: 'silent' }), clock);
    try {
      const scheduled = rooms.schedules.list().sort((a, b) => Number(a.nextRun) - Number(b.nextRun));
      expect(scheduled.map(({ jobType, nextRun }) => [jobType, new Date(Number(nextRun)).toISOString()])).toEqual([
        ['data_update', '2026-11-21T00:05:00.000Z'],
        ['strategy_run', '2026-11-21T00:10:00.000Z'],
      ]);
      clock.time = Date.UTC(2026, 10, 24, 0, 10);
      const results = [];
      for (const { id } of scheduled) results.push((await rooms.schedules.run(id)).lastResult);
      expect(results[0]).toMatchObject({
        status: 'ok',
        summary: expect.stringMatching(/^[1-9]\d* synthetic bars added$/),
      });
      expect(results[1]).toMatchObject({
        status: 'ok',
        summary: expect.stringMatching(/^[1-9]\d* signals computed, \d+ /),
      });
      const [signal] = (await rooms.signals.list('sma-cross', 1, 0)).signals;
      expect(signal).toMatchObject({ symbols: ['SPY'], barEnd: Date.UTC(2026, 10, 24), isSynthetic: true });
    } finally {
      await rooms.close();
      await rm(dataDir, { recursive: true });
    }
  });
});
