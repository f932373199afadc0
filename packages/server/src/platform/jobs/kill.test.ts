import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openRoom, work } from './test-room.ts';

const victim = fileURLToPath(new URL('./kill.child.ts', import.meta.url));
const kills = Number(process.env.TRADEWIND_KILLS ?? 4);
const jobsPerLife = 6;

interface Life {
  readonly process: ChildProcess;
  /** The first job was acknowledged. */
  readonly isAccepting: Promise<void>;
  readonly isIdle: Promise<void>;
  readonly hasEnded: Promise<unknown>;
}

function live(dataDir: string, first: number, count: number, accepted: Map<string, number>): Life {
  const child = spawn(process.execPath, [victim, dataDir, String(first), String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const hasEnded = new Promise((resolve) => child.once('close', resolve));
  const accepting = Promise.withResolvers<void>();
  const idle = Promise.withResolvers<void>();
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const [word, id, number] = line.split(' ');
    if (word === 'idle') idle.resolve();
    else {
      accepted.set(id, Number(number));
      accepting.resolve();
    }
  });
  return { process: child, isAccepting: accepting.promise, isIdle: idle.promise, hasEnded };
}

test(`Every acknowledged job survives ${kills} kills at random moments and ends complete with the right result`, {
  timeout: 60_000 + kills * 5_000,
}, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tradewind-'));
  const accepted = new Map<string, number>();
  let first = 0;
  for (let kill = 0; kill < kills; kill++, first += jobsPerLife) {
    const { process: child, isAccepting, hasEnded } = live(dataDir, first, jobsPerLife, accepted);
    // Every other kill falls into the work, the rest anywhere from the first instruction on.
    if (kill % 2 === 0) await isAccepting;
    await delay(Math.random() * (kill % 2 === 0 ? 200 : 500));
    child.kill('SIGKILL');
    await hasEnded;
  }
  const last = live(dataDir, first, jobsPerLife, accepted);
  await Promise.race([last.isIdle, last.hasEnded]);
  last.process.kill('SIGKILL');
  await last.hasEnded;

  const after = await openRoom({ kinds: [work], isStarted: false }, dataDir);
  try {
    expect(accepted.size).toBeGreaterThanOrEqual(jobsPerLife);
    for (const [id, number] of accepted) {
      const expected = number % 2 ? { sum: number + 1 } : { counted: 6 };
      expect(after.jobs.get(id), `job ${number}`).toMatchObject({ status: 'complete', result: expected });
    }
    const total = (status?: 'complete') => after.jobs.list({ status, limit: 1, offset: 0 }).total;
    expect(total()).toBe(total('complete'));
  } finally {
    await after.close();
  }
});
