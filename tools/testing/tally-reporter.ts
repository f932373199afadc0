/** A vitest reporter that writes what happened as a Tally to the file that TEST_TALLY names. */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { kindOf, type Skipped, type Tally } from './tally.ts';

/** @public vitest loads it by its path. */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly { readonly message?: string }[]): void {
    const file = process.env.TEST_TALLY;
    if (!file) throw new Error('TEST_TALLY must name the file for the tally');
    writeFileSync(file, JSON.stringify(tallyOf(modules, unhandledErrors)));
  }
}

function tallyOf(modules: readonly TestModule[], unhandledErrors: readonly { readonly message?: string }[]): Tally {
  let passed = 0;
  const failed: string[] = [];
  const skipped: Skipped[] = [];
  const kinds: Record<string, number> = {};
  for (const module of modules) {
    const path = module.relativeModuleId;
    for (const test of module.children.allTests()) {
      const result = test.result();
      const name = `${path} > ${test.fullName}`;
      if (result.state === 'skipped') skipped.push({ name, reason: result.note ?? 'no reason given' });
      else if (result.state === 'passed') passed++;
      else failed.push(result.state === 'failed' ? name : `${name} (did not finish)`);
      if (result.state !== 'skipped') kinds[kindOf(path)] = (kinds[kindOf(path)] ?? 0) + 1;
    }
    // A file that does not load or a hook that throws has no test that failed, and is one failure all the same.
    if (module.errors().length > 0) failed.push(`${path} (the file)`);
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) failed.push(`${path} > ${suite.fullName} (a hook)`);
    }
  }
  for (const error of unhandledErrors) failed.push(`an error outside every test: ${error.message ?? 'unknown'}`);
  return { passed, failed, skipped, kinds };
}
