import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Checkout } from './checkout.ts';

let checkout: Checkout;
beforeEach(() => {
  checkout = new Checkout();
});
afterEach(() => checkout.remove());

const print = ['--script', 'print.mjs'];

/** Node options that make the launcher believe it runs on another platform or version. */
function pretend(lines: string): Record<string, string> {
  checkout.write('pretend.cjs', lines);
  return { NODE_OPTIONS: `--require=${join(checkout.folder, 'pretend.cjs')}` };
}
const oldNode = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.1.0' } });`;
const strangeMachine = `Object.defineProperty(process, 'arch', { value: 'riscv64' });`;

describe('handing over', () => {
  beforeEach(() => checkout.installed());

  it('passes arguments as they were given and the exit code back', async () => {
    checkout.write('print.mjs', 'console.log(JSON.stringify(process.argv.slice(2))); process.exit(42);');
    const { code, stdout } = await checkout.run([...print, 'two words', '--flag=a"b', '', '*']);
    expect(JSON.parse(stdout)).toEqual(['two words', '--flag=a"b', '', '*']);
    expect(code).toBe(42);
  });

  it('runs the command line when no script is named', async () => {
    checkout.write('packages/cli/src/main.ts', 'console.log("cli", ...(process.argv.slice(2) as string[]));');
    expect(await checkout.run(['doctor', '--json'])).toMatchObject({ code: 0, stdout: 'cli doctor --json\n' });
  });

  it('puts the runtime first on PATH, so that what a script starts finds the same Node', async () => {
    checkout.write(
      'print.mjs',
      `import { execFileSync } from 'node:child_process';
       console.log(execFileSync('node', ['-p', 'process.execPath'], { encoding: 'utf8' }).trim());`,
    );
    expect((await checkout.run(print)).stdout.trim()).toBe(process.execPath);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('forwards %s and waits for the script to end', async (signal) => {
    checkout.write(
      'print.mjs',
      `process.on('${signal}', () => setTimeout(() => { console.log('ended in order'); process.exit(9); }, 50));
       setInterval(() => {}, 1000); console.log('ready');`,
    );
    const started = checkout.start(print);
    await started.saw('ready');
    started.child.kill(signal);
    expect(await started.ended).toMatchObject({ code: 9, stdout: 'ready\nended in order\n' });
  });

  it('says 128 + n when a signal ended the script', async () => {
    checkout.write('print.mjs', `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
    expect((await checkout.run(print)).code).toBe(137);
  });

  it('stops in order when the npm that started it is told to stop, which tells only its shell', async () => {
    checkout.write('package.json', JSON.stringify({ scripts: { start: 'node run.cjs --script print.mjs' } }));
    checkout.write(
      'print.mjs',
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => { writeFileSync('ended', 'in order'); process.exit(0); });
       setInterval(() => {}, 1000); console.log('ready');`,
    );
    const started = checkout.startNpm(['start']);
    await started.saw('ready');
    started.child.kill('SIGTERM');
    await vi.waitFor(() => expect(checkout.read('ended')).toBe('in order'), { timeout: 5000 });
    await started.ended;
  });

  it('outlives the shell that started it by hand', async () => {
    checkout.write('print.mjs', `setTimeout(() => console.log('still here'), 800);`);
    const shell = `"${process.execPath}" run.cjs --script print.mjs & exit 0`;
    const { stdout } = await checkout.startIn('sh', ['-c', shell]).ended;
    expect(stdout).toBe('still here\n');
  });

  it('asks for the script that --script leaves out', async () => {
    const { code, stderr } = await checkout.run(['--script']);
    expect(code).toBe(1);
    expect(stderr).toContain('--script needs the path of a script');
  });
});

describe('choosing a runtime', () => {
  it('refuses a platform without a packaged runtime, naming what it needs, and installs nothing', async () => {
    const { code, stderr } = await checkout.run(print, { env: pretend(oldNode + strangeMachine) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/needs Node >= 24, found v\S+, and no runtime is packaged for \w+-riscv64/);
    expect(checkout.npmLog).toEqual([]);
  });

  it('installs again when an old Node finds its packaged runtime missing, and says so when npm leaves it out', async () => {
    checkout.installed();
    const { code, stderr } = await checkout.run(print, { env: pretend(oldNode) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/npm did not install node-/);
    expect(checkout.npmLog).toHaveLength(2);
  });
});

describe('installing', () => {
  beforeEach(() => checkout.write('print.mjs', `console.log('ran');`));

  it('installs once, tools and all, and keeps the words of npm away from stdout', async () => {
    const first = await checkout.run(print);
    expect(first).toMatchObject({ code: 0, stdout: 'ran\n' });
    expect(first.stderr).toContain('npm is at work');
    expect(await checkout.run(print)).toMatchObject({ code: 0, stdout: 'ran\n', stderr: '' });
    const asked = 'install --no-save --include=dev --include=optional --no-audit --no-fund';
    expect(checkout.npmLog).toEqual([`begin ${asked}`, 'end']);
  });

  it('installs again when the lockfile asks for another version', async () => {
    checkout.installed();
    checkout.lock('2.0.0');
    await checkout.run(print);
    expect(checkout.npmLog).toHaveLength(2);
    // What is there is kept, but the account of it is not: should this install not end, the next start knows.
    expect(checkout.foundByNpm).toEqual(['node-plan9', 'vitest', 'zod']);
  });

  it('installs again when a package has been taken away', async () => {
    checkout.installed();
    rmdirSync(join(checkout.folder, 'node_modules/zod'));
    await checkout.run(print);
    expect(checkout.npmLog).toHaveLength(2);
  });

  it('asks for the tools only when a script of the repository runs', async () => {
    checkout.installed(['node_modules/vitest']);
    checkout.write('packages/cli/src/main.ts', '');
    await checkout.run(['doctor']);
    expect(checkout.npmLog).toEqual([]);
    await checkout.run(print);
    expect(checkout.npmLog).toHaveLength(2);
  });

  it('does not ask for packages of other platforms', async () => {
    checkout.installed(['node_modules/node-plan9']);
    expect(await checkout.run(print)).toMatchObject({ code: 0, stdout: 'ran\n' });
    expect(checkout.npmLog).toEqual([]);
  });

  it('starts nothing when npm fails, with its exit code', async () => {
    const { code, stdout, stderr } = await checkout.run(print, { env: { NPM_FAILS: '1' } });
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' });
    expect(stderr).toContain('npm failed');
    expect(await checkout.run(print)).toMatchObject({ code: 0, stdout: 'ran\n' });
  });

  it('lets one of several concurrent starts install while the others wait', async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => checkout.run(print, { env: { NPM_TAKES_MS: '400' } })));
    expect(all.map(({ code, stdout }) => ({ code, stdout }))).toEqual(all.map(() => ({ code: 0, stdout: 'ran\n' })));
    expect(checkout.npmLog).toHaveLength(2);
    expect(readdirSync(checkout.folder).filter((name) => name.startsWith('.installing'))).toEqual([]);
  });

  it('stops npm when it is told to stop, and the next start repairs what was left', async () => {
    const started = checkout.start(print, { env: { NPM_TAKES_MS: '60000' } });
    await started.saw('npm is at work');
    started.child.kill('SIGTERM');
    expect((await started.ended).code).toBe(143);
    expect(readdirSync(join(checkout.folder, 'node_modules'))).toEqual(['half-written']);
    expect(await checkout.run(print)).toMatchObject({ code: 0, stdout: 'ran\n' });
    expect(checkout.npmLog.map((line) => line.split(' ')[0])).toEqual(['begin', 'begin', 'end']);
    expect(checkout.foundByNpm).toEqual([]);
  });

  it('waits for an npm whose launcher was killed, instead of starting a second one over it', async () => {
    const started = checkout.start(print, { env: { NPM_TAKES_MS: '1500' } });
    await started.saw('npm is at work');
    started.child.kill('SIGKILL');
    const next = await checkout.run(print);
    expect(next).toMatchObject({ code: 0, stdout: 'ran\n' });
    expect(next.stderr).toContain('another process is installing');
    expect(checkout.npmLog).toHaveLength(2);
  });

  it('takes over a lock whose owner is dead, one taker at a time', async () => {
    const dead = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
    mkdirSync(join(checkout.folder, '.installing'));
    writeFileSync(join(checkout.folder, '.installing', String(dead)), '');
    const all = await Promise.all([1, 2, 3].map(() => checkout.run(print, { env: { NPM_TAKES_MS: '300' } })));
    expect(all.map((end) => end.code)).toEqual([0, 0, 0]);
    expect(checkout.npmLog).toHaveLength(2);
  });

  it('writes nothing into a checkout that has its packages, so a read-only one works', async () => {
    checkout.installed();
    const before = timesOfChange(checkout.folder);
    chmodSync(checkout.folder, 0o555);
    const end = await checkout.run(print);
    chmodSync(checkout.folder, 0o755);
    expect(end).toMatchObject({ code: 0, stdout: 'ran\n' });
    expect(timesOfChange(checkout.folder)).toEqual(before);
  });

  it('agrees with the real npm about what is installed', async () => {
    const workspace = (name: string) => {
      checkout.write(`packages/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      checkout.write(`packages/${name}/index.js`, `module.exports = '${name}';`);
      checkout.write('package.json', JSON.stringify({ name: 'checkout', private: true, workspaces: ['packages/*'] }));
      execFileSync('npm', ['install', '--package-lock-only', '--offline'], { cwd: checkout.folder, stdio: 'ignore' });
    };
    workspace('port');
    checkout.write('print.mjs', `console.log((await import('port')).default);`);
    expect(await checkout.run(print, { realNpm: true })).toMatchObject({ code: 0, stdout: 'port\n' });
    expect(await checkout.run(print, { realNpm: true })).toMatchObject({ code: 0, stderr: '' });
    workspace('starboard');
    checkout.write('print.mjs', `console.log((await import('starboard')).default);`);
    expect(await checkout.run(print, { realNpm: true })).toMatchObject({ code: 0, stdout: 'starboard\n' });
  });
});

function timesOfChange(folder: string): Record<string, number> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).mtimeMs]));
}
