/** A small checkout with the real launcher in it, and an npm of its own that can be slow, broken or interrupted. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '..', '..');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface StartOptions {
  readonly env?: Record<string, string>;
  /** The npm of this machine instead of the checkout's own. */
  readonly realNpm?: boolean;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the text has appeared on stdout or stderr. */
  saw(text: string): Promise<void>;
}

/** Like `npm install`: leaves what stands, writes its own account last, and says in npm.log what it does and found. */
const slowNpm = `#!${process.execPath}
const fs = require('node:fs');
const log = (line) => fs.appendFileSync('npm.log', line + '\\n');
log('begin ' + process.argv.slice(2).join(' '));
fs.mkdirSync('node_modules', { recursive: true });
fs.writeFileSync('found.json', JSON.stringify(fs.readdirSync('node_modules')));
fs.mkdirSync('node_modules/half-written', { recursive: true });
console.log('npm is at work');
setTimeout(() => {
  if (process.env.NPM_FAILS) process.exit(7);
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  for (const folder of Object.keys(packages)) fs.mkdirSync(folder || '.', { recursive: true });
  fs.rmdirSync('node_modules/half-written');
  fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');
  log('end');
}, Number(process.env.NPM_TAKES_MS || 0));
`;

export class Checkout {
  readonly folder = mkdtempSync(join(tmpdir(), 'tradewind-launcher-'));
  readonly #bin = join(this.folder, 'bin');

  constructor() {
    cpSync(join(repository, 'run.cjs'), join(this.folder, 'run.cjs'));
    cpSync(join(repository, 'tools/launcher'), join(this.folder, 'tools/launcher'), { recursive: true });
    mkdirSync(this.#bin);
    writeFileSync(join(this.#bin, 'npm'), slowNpm, { mode: 0o755 });
    this.lock('1.0.0');
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.folder, file)), { recursive: true });
    writeFileSync(join(this.folder, file), text);
  }

  read(file: string): string {
    const path = join(this.folder, file);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** What npm did, one line per beginning and end. */
  get npmLog(): string[] {
    return this.read('npm.log').split('\n').filter(Boolean);
  }

  /** What npm found in node_modules when it began last. */
  get foundByNpm(): string[] {
    return JSON.parse(this.read('found.json')) as string[];
  }

  /** Writes a lockfile that wants one runtime package, one tool and one package for another platform. */
  lock(version: string): void {
    const packages = {
      '': { name: 'checkout', version: '0.0.0' },
      'packages/engine': { name: 'engine', version: '0.0.0' },
      'node_modules/zod': { version, integrity: `sha512-${version}` },
      'node_modules/vitest': { version, integrity: `sha512-${version}`, dev: true },
      'node_modules/node-plan9': { version, integrity: `sha512-${version}`, optional: true },
    };
    this.write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }));
  }

  /** Puts packages where npm would, with npm's account of them. */
  installed(without: readonly string[] = []): void {
    const lock = JSON.parse(this.read('package-lock.json')) as { packages: Record<string, unknown> };
    for (const name of ['', 'packages/engine', ...without]) delete lock.packages[name];
    for (const name of Object.keys(lock.packages)) mkdirSync(join(this.folder, name), { recursive: true });
    this.write('node_modules/.package-lock.json', JSON.stringify(lock));
  }

  start(args: readonly string[], options: StartOptions = {}): Started {
    return this.startIn(process.execPath, [join(this.folder, 'run.cjs'), ...args], options);
  }

  /** Starts the real npm in the checkout. */
  startNpm(args: readonly string[]): Started {
    return this.startIn('npm', args, { realNpm: true });
  }

  /** Starts any command in the checkout. */
  startIn(command: string, args: readonly string[], options: StartOptions = {}): Started {
    const path = options.realNpm ? process.env.PATH : `${this.#bin}${delimiter}${process.env.PATH}`;
    const child = spawn(command, args, {
      cwd: this.folder,
      env: { ...environmentWithoutNpm(), ...options.env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const seen = { stdout: '', stderr: '' };
    const waiting = new Set<() => void>();
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        seen[stream] += text;
        for (const look of waiting) look();
      });
    }
    const ended = new Promise<Ended>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code) => done({ code, ...seen }));
    });
    const saw = (text: string) =>
      new Promise<void>((done, fail) => {
        const look = () => {
          if (!`${seen.stdout}${seen.stderr}`.includes(text)) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        void ended.then((end) => fail(new Error(`ended without saying "${text}": ${JSON.stringify(end)}`)), fail);
        look();
      });
    return { child, ended, saw };
  }

  run(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** These tests may run below `npm test`, whose settings must not reach the npm that they start. */
function environmentWithoutNpm(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$|VITEST)/i.test(name)),
  );
}
