/** Reads what a file imports: every form in which one file can reach another. */
import { posix } from 'node:path';
import { codeOnly, lineOf } from './source-text.ts';

export interface Import {
  /** As written: `../model/bar.ts`, `node:fs`, `@tradewind/engine/model/bar.ts`. */
  readonly specifier: string;
  readonly line: number;
  /** Gone when types are stripped: it ties no code together at run time. */
  readonly isTypeOnly: boolean;
}

/** `import x from '…'`, `export … from '…'`, `import '…'`. */
const statement =
  /\b(import|export)(\s+type\b(?!\s*(?:,|from\b)))?(?=[\s{*'"])((?:(?!\b(?:import|export)\b)[^;'"`()])*?)(?:\bfrom\s*)?(?=['"])/g;
/** `import('…')`, `require('…')`, `import.meta.resolve('…')`, and code by address: `new URL('….ts', import.meta.url)`. */
const call = /\b(?:import|require|import\.meta\.resolve|new\s+URL)\s*\(\s*(?=['"`])/g;

/** Imports in the order in which they stand. */
export function readImports(source: string): Import[] {
  const code = codeOnly(source);
  const found: Import[] = [];
  const add = (index: number, quoteAt: number, isTypeOnly: boolean) => {
    const specifier = source.slice(quoteAt + 1, code.indexOf(code[quoteAt], quoteAt + 1));
    found.push({ specifier, line: lineOf(source, index), isTypeOnly });
  };
  for (const match of code.matchAll(statement)) {
    const [text, keyword, type, clause] = match;
    // `export const x = 'text'` also reaches a quote; only a clause that ends in `from` (or none, after import) imports.
    const isImport = /\bfrom\s*$/.test(text) || (keyword === 'import' && clause.trim() === '');
    if (isImport) add(match.index, match.index + text.length, Boolean(type) || onlyNamesTypes(clause));
  }
  for (const match of code.matchAll(call)) {
    const quoteAt = match.index + match[0].length;
    const end = code.indexOf(code[quoteAt], quoteAt + 1);
    const isUrl = match[0].startsWith('new');
    const isCode = /\.[cm]?[jt]sx?$/.test(source.slice(quoteAt + 1, end));
    if (!isUrl || (isCode && /^\s*,\s*import\.meta\.url\b/.test(code.slice(end + 1)))) add(match.index, quoteAt, false);
  }
  return found.sort((a, b) => a.line - b.line);
}

/** `{ type A, type B }`: nothing of it is left at run time but the file is still loaded; counted as types all the same. */
function onlyNamesTypes(clause: string): boolean {
  const names = /^\s*\{(.*)\}\s*(?:from\s*)?$/s.exec(clause)?.[1];
  const parts = names?.split(',').filter((name) => name.trim() !== '') ?? [];
  return parts.length > 0 && parts.every((name) => /^\s*type\s/.test(name));
}

/** The packages of this repository by the name under which others import them. */
const ownPackage = /^@tradewind\/([\w-]+)\/(.+)$/;

/**
 * Where an import leads: a path in this repository, or null when it leads out of it (`node:fs`, `zod`).
 * `@tradewind/engine/model/bar.ts` → `packages/engine/src/model/bar.ts`.
 */
export function resolveImport(importer: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(importer), specifier);
  const own = ownPackage.exec(specifier);
  return own ? `packages/${own[1]}/src/${own[2]}` : null;
}

/** The package an outside import belongs to: `node:fs` → `node:`, `kysely/helpers` → `kysely`, `@fastify/cors` → itself. */
export function outsidePackage(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
