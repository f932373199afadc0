import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, repository } from './desk.ts';
import { type Example, isOutput, readExamples } from './examples.ts';

const minutes = 60_000;

function documents(): string[] {
  const ours = readdirSync(repository).filter((name) => name.endsWith('.md'));
  const inDocs = readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...ours, ...inDocs.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];
}

const byDocument = documents()
  .map((file) => ({ file, examples: readExamples(file, readFileSync(join(repository, file), 'utf8')) }))
  .filter(({ examples }) => examples.length > 0);

/** Outside the repository, with the repository's packages: where somebody who uses them would write. */
let folder = '';
const scriptOf = (example: Example) => join(folder, `${example.file.replace(/\W/g, '-')}-${example.line}.ts`);
const scripts = byDocument.flatMap(({ examples }) => examples).filter(({ language }) => language === 'ts');

const always = 'export const rows = ({ length }: BarColumns): number => length;';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tradewind-examples-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const script of scripts) writeFileSync(scriptOf(script), script.code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the examples of the documentation', () => {
  it('are typed as they should be', async () => {
    // One that is always there, so that the check is seen to run when no document has any.
    writeFileSync(
      join(folder, 'always.ts'),
      `import type { BarColumns } from '@tradewind/engine/model/bar.ts';\n${always}`,
    );
    const config = { extends: join(repository, 'tsconfig.json'), include: ['*.ts'], exclude: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const compiler = join(repository, 'node_modules/typescript/bin/tsc');
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  });

  it.each(byDocument)(
    'in $file do what it says, from top to bottom',
    { timeout: 3 * minutes },
    async ({ examples }) => {
      const desk = await Desk.open();
      try {
        for (const example of examples) await expectToHold(desk, example);
      } finally {
        await desk.close();
      }
    },
  );
});

async function expectToHold(desk: Desk, example: Example): Promise<void> {
  if (example.needsServer) await desk.serve();
  const printed = example.language === 'bash' ? await desk.bash(example.code) : await desk.node(scriptOf(example));
  const place = `${example.file}:${example.line}`;
  expect(printed.code, `${place} ended with ${printed.code} and printed:\n${printed.output}`).toBe(0);
  if (example.output === null || isOutput(example.output, printed.output)) return;
  expect(printed.output, `${place} printed something else than it shows`).toBe(example.output);
}

describe('the documents', () => {
  it('link only to files that are there', () => {
    const lost = documents().flatMap((file) => {
      const links = readFileSync(join(repository, file), 'utf8').matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g);
      const targets = [...links].map(([, target]) => join(repository, file, '..', target));
      return targets.filter((target) => !existsSync(target)).map((target) => `${file} → ${target}`);
    });
    expect(lost).toEqual([]);
  });
});
