/** The command line as a person has it: real processes in a data directory of their own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '..', '..');
const main = join(repository, 'packages', 'cli', 'src', 'main.ts');

type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Serving {
  readonly url: string;
  /** What it has printed so far. */
  said(): { readonly out: string; readonly err: string };
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended & { readonly ms: number }>;
}

export class CliDesk {
  readonly folder = mkdtempSync(join(tmpdir(), 'tradewind-cli-'));
  readonly dataDir = join(this.folder, 'data');
  readonly #env: Environment;
  readonly #running = new Set<ChildProcess>();

  constructor(settings: Environment = {}) {
    // The settings of whoever runs the tests must not change what the commands see.
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(TRADEWIND_|VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name),
    );
    this.#env = {
      ...(Object.fromEntries(inherited) as Environment),
      NO_COLOR: '1',
      TRADEWIND_DATA_DIR: this.dataDir,
      TRADEWIND_DEMO: 'off',
      TRADEWIND_PORT: '0',
      ...settings,
    };
  }

  /** `run('backtest', 'sma-cross')`; settings come last. */
  run(args: readonly string[], settings: Environment = {}): Promise<Ended> {
    return this.#end(this.#spawn(args, settings));
  }

  /** What a command prints as JSON; fails where the command does. */
  async json(args: readonly string[], settings: Environment = {}): Promise<string> {
    const { code, out, err } = await this.run([...args, '--json'], settings);
    if (code !== 0) throw new Error(`tradewind ${args.join(' ')} ended with ${code}: ${err}`);
    return out;
  }

  /** Starts the server and waits until it says where it is. */
  async serve(settings: Environment = {}): Promise<Serving> {
    const child = this.#spawn(['serve'], settings);
    const ended = this.#end(child);
    const said = { out: '', err: '' };
    child.stdout?.on('data', (text) => (said.out += text));
    child.stderr?.on('data', (text) => (said.err += text));
    const listening = new Promise<string>((done) => {
      child.stdout?.on('data', () => {
        const url = /serves (http:\S+)[\s\S]*Ctrl-C/.exec(said.out)?.[1];
        if (url) done(url);
      });
    });
    const url = await Promise.race([
      listening,
      ended.then(({ code, err }) => Promise.reject(new Error(`tradewind serve ended with ${code}: ${err}`))),
    ]);
    return {
      url,
      said: () => said,
      end: async (signal) => {
        const asked = performance.now();
        child.kill(signal);
        return { ...(await ended), ms: performance.now() - asked };
      },
    };
  }

  /** A file beside the data directory. */
  file(name: string, content: string | Uint8Array): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  async close(): Promise<void> {
    const ends = [...this.#running].map((child) => {
      const end = new Promise((done) => child.once('close', done));
      child.kill('SIGKILL');
      return end;
    });
    await Promise.all(ends);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #spawn(args: readonly string[], settings: Environment): ChildProcess {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
      cwd: this.folder,
      env: { ...this.#env, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    child.once('close', () => this.#running.delete(child));
    return child;
  }

  #end(child: ChildProcess): Promise<Ended> {
    return new Promise((done, fail) => {
      let [out, err] = ['', ''];
      child.stdout?.setEncoding('utf8').on('data', (text) => (out += text));
      child.stderr?.setEncoding('utf8').on('data', (text) => (err += text));
      child.once('error', fail);
      child.once('close', (code) => done({ code, out, err }));
    });
  }
}

/** Daily bars that rise and fall, as a CSV file has them. */
export function waves(days: number): string {
  const rows = Array.from({ length: days }, (_, i) => {
    const close = 100 + 10 * Math.sin(i / 7) + i / 20;
    const date = new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
    return [date, close - 0.5, close + 1, close - 1, close, 1000 + i].join(',');
  });
  return ['date,open,high,low,close,volume', ...rows, ''].join('\n');
}
