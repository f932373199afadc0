/** The files of the repository as the rules see them, and what a rule says when one is broken. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Import, readImports, resolveImport } from './imports.ts';
import { codeOnly } from './source-text.ts';

export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with the inside of comments and strings blanked. */
  readonly code: string;
  readonly imports: readonly ResolvedImport[];
  /**
   * Tests, benches and what only they use (`test-app.ts`, `picture.test-support.ts`, `kill.child.ts` that a test starts
   * as a process, fixtures/): they may use what the product must not.
   */
  readonly isTest: boolean;
}

export interface ResolvedImport extends Import {
  /** A path of this repository, or null when the import leads out of it. */
  readonly target: string | null;
}

export interface Violation {
  readonly file: string;
  readonly line: number;
  /** The arrow or rule that is broken. */
  readonly rule: string;
  readonly found: string;
  /** Where the thing belongs, or what to do instead. */
  readonly instead: string;
}

export type Rule = (files: readonly SourceFile[]) => Violation[];

/** Reads a map of path → text, as it stands on disk or as a test plants it. */
export function readHouse(texts: ReadonlyMap<string, string>): SourceFile[] {
  return [...texts].map(([path, text]) => ({
    path,
    text,
    code: codeOnly(text),
    imports: readImports(text).map((found) => ({ ...found, target: resolveImport(path, found.specifier) })),
    isTest: isTestPath(path),
  }));
}

export function isTestPath(path: string): boolean {
  return /\.(test|bench|test-support|child)\.tsx?$|\/test-[\w-]+\.tsx?$|^(tests|bench)\/|\/fixtures\//.test(path);
}

const rooms = ['packages', 'tools', 'tests', 'examples', 'bench'];
const notOurs = new Set(['node_modules', 'dist', 'coverage']);

/** Every source file below the root, without asking git: a copy without history is checked too. */
export function filesOnDisk(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory() && !notOurs.has(entry.name)) walk(path);
      else if (entry.isFile() && /\.(ts|tsx|cjs|mjs|js)$/.test(entry.name)) {
        found.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory() && rooms.includes(entry.name)) walk(entry.name);
  }
  return found;
}

/** `packages/server/src/platform/log.ts` → `server`; null outside the packages' source folders. */
export function packageOf(path: string): string | null {
  return /^packages\/([^/]+)\/src\//.exec(path)?.[1] ?? null;
}

export function describeViolation({ file, line, rule, found, instead }: Violation): string {
  return `${file}:${line}  ${rule}: ${found}. ${instead}`;
}
