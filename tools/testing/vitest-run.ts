import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { emptyTally, type Tally } from './tally.ts';

export interface VitestRun {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** The Node that runs the tests. */
  readonly node: string;
  /** Paths, patterns and options, as for `vitest run`. */
  readonly args: readonly string[];
  readonly isShown: boolean;
}

/** Runs vitest, shows what it says, and counts. A run that ends badly has at least one failure, whatever it counted. */
export async function runVitest({ root, env, node, args, isShown }: VitestRun): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'tradewind-tally-'));
  const file = join(folder, 'tally.json');
  try {
    const reporters = ['--reporter=default', `--reporter=${join(root, 'tools/testing/tally-reporter.ts')}`];
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const end = await runCommand(
      node,
      ['--disable-warning=ExperimentalWarning', vitest, 'run', '--silent=passed-only', ...reporters, ...args],
      { cwd: root, env: { ...env, TEST_TALLY: file }, timeoutMs: 20 * 60_000, isShown },
    );
    const tally = readTally(file);
    if (end.code === 0 || tally.failed.length > 0) return tally;
    return { ...tally, failed: [`vitest ended with code ${end.code}; the lines above say why`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readTally(file: string): Tally {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tally;
  } catch {
    return { ...emptyTally, failed: ['vitest ended without a tally'] };
  }
}
