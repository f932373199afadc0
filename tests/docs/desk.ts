/** A desk for the examples of one document: a data directory, `tradewind` on PATH, a server once one asks for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

export const repository = resolve(import.meta.dirname, '..', '..');

const ADMIN_KEY = 'an-admin-key-for-the-examples';
const DOCUMENTED_PORT = 8000;

export interface Printed {
  readonly code: number | null;
  readonly output: string;
}

export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'tradewind-docs-'));
  readonly #port: number;
  readonly #env: NodeJS.ProcessEnv;
  #server: ChildProcess | null = null;

  static async open(): Promise<Desk> {
    return new Desk(await freePort());
  }

  private constructor(port: number) {
    this.#port = port;
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    const launcher = `#!/bin/sh\nexec "${process.execPath}" "${join(repository, 'run.cjs')}" "$@"\n`;
    writeFileSync(join(bin, 'tradewind'), launcher, { mode: 0o755 });
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(TRADEWIND_|VITEST|NODE_ENV$|NODE_OPTIONS$)/.test(name),
    );
    this.#env = {
      ...Object.fromEntries(inherited),
      PATH: `${bin}${delimiter}${process.env.PATH}`,
      NO_COLOR: '1',
      TMPDIR: this.folder,
      TRADEWIND_DATA_DIR: join(this.folder, 'data'),
      TRADEWIND_PORT: String(port),
      TRADEWIND_ADMIN_TOKEN: ADMIN_KEY,
      TRADEWIND_API_KEY: ADMIN_KEY,
    };
  }

  /** Runs a script as a reader would who pastes it into a shell in the checkout; a failing line ends it. */
  async bash(script: string): Promise<Printed> {
    const here = script.replaceAll(`:${DOCUMENTED_PORT}`, `:${this.#port}`);
    const { code, output } = await this.#run('bash', ['-euo', 'pipefail', '-c', here]);
    return { code, output: output.replaceAll(`:${this.#port}`, `:${DOCUMENTED_PORT}`) };
  }

  node(script: string): Promise<Printed> {
    return this.#run(process.execPath, ['--disable-warning=ExperimentalWarning', script]);
  }

  /** Starts the server unless it runs, and waits until it answers. */
  async serve(): Promise<void> {
    if (this.#server) return;
    const server = spawn('tradewind', ['serve'], {
      cwd: repository,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#server = server;
    let said = '';
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (said += text));
    const giveUpAt = Date.now() + 60_000;
    while (!(await isHealthy(this.#port))) {
      if (server.exitCode !== null) throw new Error(`tradewind serve ended with ${server.exitCode}:\n${said}`);
      if (Date.now() > giveUpAt) throw new Error(`tradewind serve does not answer /health after 60 s:\n${said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server && server.exitCode === null) {
      const ended = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(file: string, args: readonly string[]): Promise<Printed> {
    return new Promise((done, fail) => {
      const child = spawn(file, args, { cwd: repository, env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text) => (output += text));
      child.once('error', fail);
      child.once('close', (code) => done({ code, output }));
    });
  }
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
