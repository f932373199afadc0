/** Where a thing lives can be guessed: folders carry the field's nouns, files are small, names follow one case. */
import { packageOf, type Rule, type SourceFile, type Violation } from './house.ts';
import { lineOf } from './source-text.ts';

const LONGEST_FILE = 400;

/** Tables and state machines that may be longer, each with its reason. */
const longTables: ReadonlyMap<string, string> = new Map();

const nameless = /^(utils?|helpers?|common|misc|shared|stuff)$/;

export const folderNames: Rule = (files) =>
  files.flatMap(({ path }) => {
    const parts = path.replace(/\.[\w.]+$/, '').split('/');
    const found = parts.find((part) => nameless.test(part));
    if (found === undefined) return [];
    const instead = 'Name it after what it is about; a thing about nothing belongs to the room that uses it.';
    return [{ file: path, line: 1, rule: 'no utils, helpers, common, misc', found: `the name ${found}`, instead }];
  });

export const fileNames: Rule = (files) =>
  files.flatMap(({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|tsx|cjs|mjs|js)$/.test(name)) return [];
    const instead = 'Name the file in kebab-case after what it exports.';
    return [{ file: path, line: 1, rule: 'kebab-case files', found: `the name ${name}`, instead }];
  });

export const fileLength: Rule = (files) =>
  files.flatMap((file) => {
    const lines = file.text.split('\n').length - 1;
    if (file.isTest || lines <= LONGEST_FILE || longTables.has(file.path)) return [];
    const rule = `at most ${LONGEST_FILE} lines`;
    const instead = 'Find the second noun in it and give that a file; a true table is listed in naming.ts.';
    return [{ file: file.path, line: LONGEST_FILE + 1, rule, found: `${lines} lines`, instead }];
  });

/**
 * Reliably seen in the engine, which has no wire and no SQL: any snake_case identifier. Not meant are tables keyed by a
 * word that is a value (`partially_filled: […]` beside `status === 'partially_filled'`).
 */
export const snakeCase: Rule = (files) => {
  const engine = files.filter((file) => packageOf(file.path) === 'engine');
  const values = new Set(engine.flatMap(({ text }) => text.match(/(?<=')[a-z]\w*_\w+(?=')/g) ?? []));
  return engine.filter((file) => !file.isTest).flatMap((file) => snakeCaseIn(file, values));
};

function snakeCaseIn(file: SourceFile, values: ReadonlySet<string>): Violation[] {
  return [...file.code.matchAll(/(?<![\w$])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w$])(\s*\??:)?/g)].flatMap((match) => {
    const name = match[0].replace(/\s*\??:$/, '');
    if (match[1] && values.has(name)) return [];
    const rule = 'snake_case lives in contract, in dress functions and in SQL';
    const instead = 'camelCase here; the dress function at the foot of the doors file turns it into the wire name.';
    return [{ file: file.path, line: lineOf(file.code, match.index), rule, found: name, instead }];
  });
}
