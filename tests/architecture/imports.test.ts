// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code is planted here as text
import { describe, expect, it } from 'vitest';
import { outsidePackage, readImports, resolveImport } from './imports.ts';
import { codeOnly } from './source-text.ts';

const specifiers = (source: string) => readImports(source).map((found) => found.specifier);

describe('reading imports', () => {
  it.each([
    [`import { a } from './a.ts';`, './a.ts', false],
    [`import a, * as rest from "a";`, 'a', false],
    [`import './side-effect.ts';`, './side-effect.ts', false],
    [`import type { A } from './a.ts';`, './a.ts', true],
    [`import { type A, type B } from './a.ts';`, './a.ts', true],
    [`import { type A, b } from './a.ts';`, './a.ts', false],
    [`import type from './type.ts';`, './type.ts', false],
    [`export { a } from './a.ts';`, './a.ts', false],
    [`export * from './a.ts';`, './a.ts', false],
    [`export type { A } from './a.ts';`, './a.ts', true],
    [`import {\n  a,\n  b, // from './c.ts'\n} from './a.ts';`, './a.ts', false],
    [`const a = await import('./a.ts');`, './a.ts', false],
    [`type A = import('./a.ts').A;`, './a.ts', false],
    [`const a = require('./a.cjs');`, './a.cjs', false],
    [`new Worker(new URL('./worker.ts', import.meta.url));`, './worker.ts', false],
    [`import data from './data.json' with { type: 'json' };`, './data.json', false],
    ['const text = `${await import("./a.ts")}`;', './a.ts', false],
  ])('%s', (source, specifier, isTypeOnly) => {
    expect(readImports(source)).toEqual([{ specifier, line: 1, isTypeOnly }]);
  });

  it.each([
    `// import { a } from './a.ts';`,
    `/* import './a.ts' */`,
    `const text = "import { a } from './a.ts'";`,
    'const text = `import { a } from "./a.ts"`;',
    `export const from = 'a';`,
    `const address = new URL('/health', base);`,
    `readFileSync(new URL('./prices.csv', import.meta.url));`,
    `const pattern = /import '.\\/a.ts'/;`,
    `Array.from('abc');`,
  ])('finds none in %s', (source) => expect(specifiers(source)).toEqual([]));

  it('counts lines, past templates, regular expressions and quotes in comments', () => {
    const source = [
      "// don't stumble over this",
      'const a = `it${`s ${1 / 2} "nested"`}`;',
      `const b = x.split(/['"/]/) ; const c = 4 / 2 / 1;`,
      'export interface A {',
      '  a: number;',
      '}',
      `export { d } from './d.ts';`,
      `import type { E } from './e.ts';`,
    ].join('\n');
    expect(readImports(source)).toEqual([
      { specifier: './d.ts', line: 7, isTypeOnly: false },
      { specifier: './e.ts', line: 8, isTypeOnly: true },
    ]);
  });
});

describe('code without words', () => {
  it.each([
    [`a = 'b' + "c";`, `a = ' ' + " ";`],
    [`a = 'it\\'s';`, `a = '     ';`],
    ['a = `b${c}d`;', 'a = ` ${c} `;'],
    ['a = `b${{ c: `d` }}e`;', 'a = ` ${{ c: ` ` }} `;'],
    ['a = b; // c', 'a = b;     '],
    ['a /* b */ = c', 'a         = c'],
    ['a = b / c / d;', 'a = b / c / d;'],
    ['a = /b[/]c/.test(d);', 'a = /     /.test(d);'],
    ['return /b/;', 'return / /;'],
  ])('%s', (source, code) => expect(codeOnly(source)).toBe(code));
});

describe('resolving', () => {
  it('follows relative paths and the names of our packages, and nothing else', () => {
    expect(resolveImport('packages/server/src/platform/log.ts', './clock.ts')).toBe(
      'packages/server/src/platform/clock.ts',
    );
    expect(resolveImport('tools/test.ts', '@tradewind/engine/model/bar.ts')).toBe('packages/engine/src/model/bar.ts');
    expect(resolveImport('tools/test.ts', 'node:fs')).toBeNull();
    expect(resolveImport('tools/test.ts', 'zod')).toBeNull();
  });

  it('names the package behind an outside import', () => {
    expect(['node:fs/promises', '@fastify/cors', 'kysely/helpers/sqlite', 'zod'].map(outsidePackage)).toEqual([
      'node:',
      '@fastify/cors',
      'kysely',
      'zod',
    ]);
  });
});
