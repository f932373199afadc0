/**
 * What `npm test` runs: format and lint, types, arrows, dead code, every test, then the tests of engine and storage
 * under the second supported Node. The last line counts every check and every test.
 *
 *   npm test                  everything
 *   npm test -- <pattern> …   only the matching test files (arguments as for `vitest run`)
 *
 * TRADEWIND_SECOND_NODE names the executable of a second Node >= 24. With CI=true nothing may be skipped.
 */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { hasSharedData } from '../tests/shared-data.ts';
import { type Check, staticChecks } from './testing/checks.ts';
import { closingLine, emptyTally, exitCodeOf, sum, type Tally, withSkippedAsFailed } from './testing/tally.ts';
import { runVitest } from './testing/vitest-run.ts';

const root = resolve(import.meta.dirname, '..');
const isCi = /^(true|1)$/.test(process.env.CI ?? '');
const secondNode = process.env.TRADEWIND_SECOND_NODE;
const env = environmentForTests();

/** What runs under the second runtime: the mathematics, and what leans on the built-in database. */
const onSecondRuntime = ['packages/engine', 'packages/server/src/platform/storage'];

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The settings of whoever runs the tests must not change what the tests see. Colours are for a terminal. */
function environmentForTests(): NodeJS.ProcessEnv {
  const foreign = /^(TRADEWIND_|NODE_ENV$|NO_COLOR$|FORCE_COLOR$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) };
}

const runTests = (node: string, args: readonly string[]) => runVitest({ root, env, node, args, isShown: true });

async function runChecks(checks: readonly Check[]): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const check of checks) {
    const started = performance.now();
    const { isPassed, output } = await check.run();
    const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`;
    say(
      `${isPassed ? 'ok    ' : 'FAILED'}  ${check.name.padEnd(30)} ${seconds}${isPassed && output ? `  ${output}` : ''}`,
    );
    if (!isPassed) say(output.trimEnd());
    tallies.push(isPassed ? { ...emptyTally, passed: 1 } : { ...emptyTally, failed: [check.name] });
  }
  return sum(tallies);
}

async function runOnSecondRuntime(): Promise<Tally> {
  const name = 'engine and storage on a second Node';
  if (!secondNode) {
    const reason = 'TRADEWIND_SECOND_NODE names no second Node >= 24';
    return { ...emptyTally, skipped: [{ name, reason }] };
  }
  const fault = faultOfSecondNode(secondNode);
  if (fault) return { ...emptyTally, failed: [`${name}: TRADEWIND_SECOND_NODE=${secondNode} ${fault}`] };
  const version = versionOf(secondNode);
  say(`\nengine and storage on ${version}, beside ${process.version}`);
  const tally = await runTests(secondNode, onSecondRuntime);
  return { ...tally, failed: tally.failed.map((failure) => `on ${version}: ${failure}`) };
}

function versionOf(node: string): string {
  return execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
}

function faultOfSecondNode(node: string): string | null {
  let version: string;
  try {
    version = versionOf(node);
  } catch (error) {
    return `does not start: ${(error as Error).message}`;
  }
  const major = Number(/^v(\d+)\./.exec(version)?.[1]);
  if (!(major >= 24)) return `is ${version}: expected Node 24 or newer`;
  return version === process.version ? `is ${version}, the same as the first` : null;
}

async function runEverything(): Promise<Tally> {
  const shared: Check = {
    name: 'shared test data',
    run: async () => ({
      isPassed: hasSharedData,
      output: hasSharedData ? '' : 'expected ../shared/data beside the checkout',
    }),
  };
  const checks = await runChecks([...(isCi ? [shared] : []), ...staticChecks(root, env)]);
  const tests = await runTests(process.execPath, []);
  const kinds = Object.entries(tests.kinds).map(([kind, count]) => `${kind} ${count}`);
  say(`tests by kind: ${kinds.sort().join(' · ') || 'none'}`);
  return sum([checks, tests, await runOnSecondRuntime()]);
}

const given = process.argv.slice(2);
const tally = given.length > 0 ? await runTests(process.execPath, given) : await runEverything();
const judged = isCi ? withSkippedAsFailed(tally) : tally;

say('');
for (const { name, reason } of judged.skipped) say(`skipped: ${name} (${reason})`);
for (const name of judged.failed) say(`failed: ${name}`);
say(closingLine(judged));
process.exitCode = exitCodeOf(judged);
