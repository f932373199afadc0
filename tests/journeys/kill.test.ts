/**
 * The server is killed without warning at random moments while it imports and runs backtests. Whatever it acknowledged
 * is there afterwards: rows of imports to the last one, jobs to their end.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kills } from '../kill-nine.ts';
import { ask } from './ask.ts';

const adminKey = 'kill-journey-key';
const commandLine = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'main.ts');
const rows = 400;

/** Daily bars of one symbol, all prices made of its number. */
function csvOf(number: number): string {
  const lines = Array.from({ length: rows }, (_, day) => {
    const price = 100 + number + day / 100;
    return `${new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)},${price},${price},${price},${price},1`;
  });
  return ['date,open,high,low,close,volume', ...lines].join('\n');
}

describe('a server killed at random moments', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tradewind-kill-'));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  async function start(): Promise<{ process: ChildProcess; url: string }> {
    const owner = join(dataDir, 'owner.json');
    await rm(owner, { force: true });
    const env = {
      PATH: process.env.PATH,
      TRADEWIND_DATA_DIR: dataDir,
      TRADEWIND_PORT: '0',
      TRADEWIND_DEMO: 'off',
      TRADEWIND_ADMIN_TOKEN: adminKey,
      TRADEWIND_RATE_LIMITS: 'off',
      TRADEWIND_LOG_LEVEL: 'error',
    };
    const child = spawn(process.execPath, [commandLine, 'serve'], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    for (;;) {
      if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode} before it listened`);
      const url = existsSync(owner) ? JSON.parse(readFileSync(owner, 'utf8')).url : undefined;
      if (url) return { process: child, url };
      await delay(10);
    }
  }

  it('has every acknowledged row and job afterwards', async () => {
    const imported: number[] = [];
    const jobs: string[] = [];
    let number = 0;

    /** Works until the server is gone; what is not answered is not acknowledged. */
    const importing = async (url: string) => {
      for (;;) {
        const mine = number++;
        const answer = await ask(url, adminKey, 'POST', `/api/market-data/import?symbol=S${mine}`, csvOf(mine));
        expect(answer.status).toBe(201);
        imported.push(mine);
      }
    };
    const testing = async (url: string) => {
      for (;;) {
        const symbol = imported.at(-1);
        if (symbol === undefined) {
          // Nothing to test yet; asking is how one hears that the server is gone.
          await ask(url, adminKey, 'GET', '/health');
          await delay(5);
        } else {
          const request = { strategy_id: 'sma-cross', symbols: [`S${symbol}`] };
          const answer = await ask(url, adminKey, 'POST', '/api/backtest/run', request);
          expect(answer.status).toBe(202);
          jobs.push(answer.body.job_id);
        }
      }
    };

    for (let kill = 0; kill < kills; kill++) {
      const server = await start();
      const closed = once(server.process, 'close');
      const work = Promise.allSettled([importing(server.url), testing(server.url)]);
      await delay(100 + Math.random() * 400);
      server.process.kill('SIGKILL');
      await closed;
      for (const outcome of await work) {
        // Only the lost connection may end the work; a wrong answer fails the test.
        if (outcome.status === 'rejected') expect(String(outcome.reason)).toMatch(/fetch failed|terminated|aborted/);
      }
    }

    const server = await start();
    for (const mine of imported) {
      const { body } = await ask(server.url, adminKey, 'GET', `/api/market-data/S${mine}?limit=${rows}`);
      expect([mine, body.bars.length, body.bars[rows - 1].close]).toEqual([mine, rows, 100 + mine + (rows - 1) / 100]);
    }
    for (const id of jobs) {
      const found = async () => (await ask(server.url, adminKey, 'GET', `/api/jobs/${id}`)).body;
      await expect.poll(async () => (await found()).status, { timeout: 20_000 }).toBe('complete');
      const { result } = await found();
      expect((await ask(server.url, adminKey, 'GET', `/api/backtest/runs/${result.run_id}`)).status).toBe(200);
    }
    expect(imported.length + jobs.length).toBeGreaterThan(0);
    const closed = once(server.process, 'close');
    server.process.kill('SIGTERM');
    expect(await closed).toEqual([0, null]);
  }, 600_000);
});
