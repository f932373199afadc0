import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommand } from '../../tools/testing/command.ts';
import { closingLine, exitCodeOf, kindOf, sum, type Tally, withSkippedAsFailed } from '../../tools/testing/tally.ts';
import { runVitest } from '../../tools/testing/vitest-run.ts';

const root = resolve(import.meta.dirname, '..', '..');
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^VITEST/.test(name)));
const tally = (passed: number, failed: string[] = [], skipped: string[] = []): Tally => ({
  passed,
  failed,
  skipped: skipped.map((name) => ({ name, reason: 'why' })),
  kinds: { unit: passed },
});

describe('the closing line', () => {
  it.each([
    [tally(3), '3 passed, 0 failed', 0],
    [tally(3, ['a']), '3 passed, 1 failed', 1],
    [tally(3, [], ['b', 'c']), '3 passed, 0 failed, 2 skipped', 0],
    [tally(0), '0 passed, 0 failed', 1],
    [sum([tally(1, ['a']), tally(2, [], ['b'])]), '3 passed, 1 failed, 1 skipped', 1],
  ])('of %o', (given, line, code) => {
    expect(closingLine(given)).toBe(line);
    expect(exitCodeOf(given)).toBe(code);
  });

  it('counts as failed what may not be skipped, and says why it was', () => {
    const judged = withSkippedAsFailed(tally(1, ['a'], ['b']));
    expect(judged.failed).toEqual(['a', 'b was skipped (why)']);
    expect(closingLine(judged)).toBe('1 passed, 2 failed');
  });
});

it('tells the kind of a test by its place and name', () => {
  const files = [
    'packages/engine/src/model/bar.test.ts',
    'packages/engine/src/data/merge.property.test.ts',
    'packages/server/src/adapters/brokers/venue.contract.test.ts',
    'tests/journeys/backtest.test.ts',
    'tests/docs/docs.test.ts',
    'examples/goog-sma-cross/goog.test.ts',
  ];
  expect(files.map(kindOf)).toEqual(['unit', 'property', 'contract', 'journey', 'docs', 'example']);
});

describe('a run of vitest', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tradewind-vitest-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the given test files in a folder of their own, quietly. */
  async function run(files: Record<string, string>, ...args: string[]): Promise<Tally> {
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, name), `import { beforeAll, describe, expect, it } from 'vitest';\n${text}`);
    }
    return runVitest({ root, env, node: process.execPath, args: ['--root', folder, ...args], isShown: false });
  }

  it('is counted test by test, with the reason for what was skipped', async () => {
    const counted = await run({
      'a.test.ts': `
        it('holds', () => {});
        it('does not hold', () => expect(1).toBe(2));
        it('needs what is not here', ({ skip }) => skip('no exchange'));
        describe('in a group', () => it.skip('never ran', () => {}));`,
      'b.test.ts': `it('holds too', () => {});`,
    });
    expect(counted.passed).toBe(2);
    expect(counted.failed).toEqual(['a.test.ts > does not hold']);
    expect(counted.skipped).toEqual([
      { name: 'a.test.ts > needs what is not here', reason: 'no exchange' },
      { name: 'a.test.ts > in a group > never ran', reason: 'no reason given' },
    ]);
  });

  it('fails where a file does not load, a hook throws or an error escapes, though no test failed', async () => {
    const counted = await run({
      'broken.test.ts': `throw new Error('cannot load');`,
      'hook.test.ts': `describe('group', () => { beforeAll(() => { throw new Error('hook'); }); it('waits', () => {}); });`,
      'escape.test.ts': `it('holds', async () => { Promise.reject(new Error('escaped')); });`,
    });
    expect(counted.failed.toSorted()).toEqual([
      'an error outside every test: escaped',
      'broken.test.ts (the file)',
      'hook.test.ts > group (a hook)',
    ]);
    expect(exitCodeOf(counted)).toBe(1);
  });

  it('fails where no test matches', async () => {
    const counted = await run({ 'a.test.ts': `it('holds', () => {});` }, 'no-such-file');
    expect(exitCodeOf(counted)).toBe(1);
  });
});

describe('a command', () => {
  const options = { cwd: root, env, timeoutMs: 30_000, isShown: false };

  it('gives its code and what it said on both streams', async () => {
    const script = 'console.log("out"); console.error("err"); process.exit(3)';
    const { code, output } = await runCommand(process.execPath, ['-e', script], options);
    expect(code).toBe(3);
    expect(output.split('\n').toSorted()).toEqual(['', 'err', 'out']);
  });

  it('is ended when it hangs', async () => {
    const hanging = { ...options, timeoutMs: 200 };
    const { code, output } = await runCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], hanging);
    expect(code).toBe(1);
    expect(output).toContain('ended after 0.2 s');
  });
});
