import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { kills, linesUntilKilled } from '../../../../../tests/kill-nine.ts';

const child = new URL('./durability.child.ts', import.meta.url);

test(`after kill -9 at ${kills} random moments every acknowledged row is there, and no set is there by half`, {
  timeout: 20_000 + kills * 3_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tradewind-kill-'));
  const file = join(directory, 'pairs.db');
  const acknowledged = new Set<number>();
  try {
    for (let kill = 0; kill < kills; kill++) {
      const before = acknowledged.size;
      const lines = await linesUntilKilled(child, [file, String(kill * 10_000_000)]);
      for (const line of lines) acknowledged.add(Number(line));
      expect(acknowledged.size).toBeGreaterThan(before);
      expect(lost(file, acknowledged)).toEqual([]);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** Acknowledged pairs that are missing, and any pair of which only one half is stored. */
function lost(file: string, acknowledged: ReadonlySet<number>): number[] {
  const database = new DatabaseSync(file);
  try {
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    const stored = new Map(
      database
        .prepare('SELECT pair, COUNT(*) AS halves FROM halves GROUP BY pair')
        .all()
        .map((row) => [Number(row.pair), Number(row.halves)]),
    );
    const halved = [...stored].filter(([, halves]) => halves !== 2).map(([pair]) => pair);
    return [...halved, ...[...acknowledged].filter((pair) => !stored.has(pair))];
  } finally {
    database.close();
  }
}
