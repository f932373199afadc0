import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kills, linesUntilKilled } from '../../../../../../tests/kill-nine.ts';
import { openMarketData } from '../open.ts';

const child = new URL('./durability.child.ts', import.meta.url);
const rows = 500;

test(`after kill -9 at ${kills} random moments each acknowledged import is there, and each other one wholly or not at all`, {
  timeout: 20_000 + kills * 3_000,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'tradewind-import-kill-'));
  try {
    let next = 1;
    for (let kill = 0; kill < kills; kill++) {
      const acknowledged = (await linesUntilKilled(child, [dataDir, String(next)])).map(Number);
      expect(acknowledged[0]).toBe(next);
      const stored = storedFiles(dataDir);
      expect(stored).toEqual(Array.from({ length: stored.length }, (_, index) => index + 1));
      expect(stored.length).toBeGreaterThanOrEqual(acknowledged[acknowledged.length - 1]);
      next = stored.length + 1;
    }
  } finally {
    await rm(dataDir, { recursive: true });
  }
});

/** The numbers of the files found in the store; fails where a file, a column or a symbol is there in part. */
function storedFiles(dataDir: string): number[] {
  const { reader, close } = openMarketData(dataDir);
  try {
    const [a, b] = ['A', 'B'].map((symbol) => reader.readSeries(symbol, '1m'));
    expect(a?.bars).toEqual(b?.bars);
    expect(a?.bars.length).toBe(a?.series.bars);
    const counts = new Map<number, number>();
    for (const close of a?.bars.close ?? []) counts.set(close, (counts.get(close) ?? 0) + 1);
    expect([...counts.values()].every((count) => count === rows)).toBe(true);
    return [...counts.keys()];
  } finally {
    close();
  }
}
