import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const kills = Number(process.env.TRADEWIND_KILLS ?? 4);
const child = fileURLToPath(new URL('./durability.child.ts', import.meta.url));

test(`after kill -9 at ${kills} random moments every acknowledged row is there, and no set is there by half`, {
  timeout: 20_000 + kills * 3_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tradewind-kill-'));
  const file = join(directory, 'pairs.db');
  const acknowledged = new Set<number>();
  try {
    for (let kill = 0; kill < kills; kill++) {
      const before = acknowledged.size;
      for (const pair of await writeUntilKilled(file, kill * 10_000_000)) acknowledged.add(pair);
      expect(acknowledged.size).toBeGreaterThan(before);
      expect(lost(file, acknowledged)).toEqual([]);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

async function writeUntilKilled(file: string, firstId: number): Promise<number[]> {
  const writer = spawn(process.execPath, [child, file, String(firstId)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const closed = once(writer, 'close');
  await Promise.race([once(writer.stdout, 'data'), closed]);
  await setTimeout(Math.random() * 250);
  writer.kill('SIGKILL');
  await closed;
  // The last line may be cut off by the kill.
  return printed.split('\n').slice(0, -1).map(Number);
}

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
