/** The checks that read the code without running it, in the order in which they are quickest to mend. */
import { join } from 'node:path';
import { describeViolation, filesOnDisk, readHouse } from '../../tests/architecture/house.ts';
import { rules } from '../../tests/architecture/rules.ts';
import { runCommand } from './command.ts';

export interface CheckEnd {
  readonly isPassed: boolean;
  /** What to mend, or a word on what was looked at. */
  readonly output: string;
}

export interface Check {
  readonly name: string;
  readonly run: () => Promise<CheckEnd>;
}

export function staticChecks(root: string, env: NodeJS.ProcessEnv): Check[] {
  const tool = (name: string, script: string, ...args: string[]): Check => ({
    name,
    run: async () => {
      const path = join(root, 'node_modules', script);
      const end = await runCommand(process.execPath, [path, ...args], {
        cwd: root,
        env,
        timeoutMs: 180_000,
        isShown: false,
      });
      return { isPassed: end.code === 0, output: end.code === 0 ? '' : end.output };
    },
  });
  return [
    tool('format and lint', '@biomejs/biome/bin/biome', 'check', '--error-on-warnings'),
    tool('types: server, cli, contract', 'typescript/bin/tsc', '-p', 'tsconfig.json'),
    tool('types: engine, without Node', 'typescript/bin/tsc', '-p', 'packages/engine/tsconfig.json'),
    tool('types: tests of the engine', 'typescript/bin/tsc', '-p', 'packages/engine/tsconfig.test.json'),
    { name: 'arrows', run: async () => checkArrows(root) },
    tool('dead code', 'knip/bin/knip.js', '--no-progress', '--no-config-hints'),
  ];
}

function checkArrows(root: string): CheckEnd {
  const house = readHouse(filesOnDisk(root));
  const violations = Object.values(rules).flatMap((rule) => rule(house));
  if (violations.length > 0) return { isPassed: false, output: violations.map(describeViolation).join('\n') };
  return { isPassed: true, output: `${house.length} files` };
}
