/** Which package may import which, and what from outside. A wall stands where the runtime differs. */
import { isTestPath, packageOf, type ResolvedImport, type Rule, type SourceFile, type Violation } from './house.ts';
import { outsidePackage } from './imports.ts';

interface Wall {
  readonly arrow: string;
  readonly mayImport: (target: string) => boolean;
  readonly mayUse: (outside: string) => boolean;
  readonly instead: string;
}

const inPackage = (...names: string[]) => {
  return (target: string) => names.includes(packageOf(target) ?? '');
};
const anything = () => true;

const walls: Readonly<Record<string, Wall>> = {
  engine: {
    arrow: 'engine → nothing',
    mayImport: () => false,
    mayUse: () => false,
    instead: 'The engine is pure: hand the value in, or do this in server and give the engine the result.',
  },
  contract: {
    arrow: 'contract → the schema library only',
    mayImport: () => false,
    mayUse: (outside) => outside === 'zod',
    instead: 'Describe it here as a schema; what computes it belongs to engine, what serves it to server.',
  },
  server: {
    arrow: 'server → engine, contract',
    mayImport: inPackage('engine', 'contract'),
    mayUse: anything,
    instead: 'What the server needs belongs to server, engine or contract.',
  },
  web: {
    arrow: 'web → contract',
    mayImport: inPackage('contract'),
    mayUse: (outside) => outside !== 'node:',
    instead: 'The browser reaches the rest by the doors and channels of the contract.',
  },
  cli: {
    arrow: "cli → engine, contract, server's composition",
    mayImport: (target) => inPackage('engine', 'contract')(target) || /^packages\/server\/src\/[^/]+$/.test(target),
    mayUse: anything,
    instead:
      "Ask for it through the server's composition (the files at the top of packages/server/src) or the contract.",
  },
};

/** What a test beside the code may use, whatever its package may. */
const testTools = new Set(['vitest', 'fast-check', 'ajv', 'node:']);

export const packageArrows: Rule = (files) => files.flatMap((file) => file.imports.flatMap((to) => check(file, to)));

function check(file: SourceFile, to: ResolvedImport): Violation[] {
  const from = packageOf(file.path);
  const wall = from === null ? undefined : walls[from];
  const broken = (rule: string, instead: string): Violation[] => [
    { file: file.path, line: to.line, rule, found: `imports ${to.specifier}`, instead },
  ];
  if (from === null) return [];
  if (!wall) return broken(`${from} → ?`, 'This package has no arrows yet: add its line to package-arrows.ts.');
  if (to.target === null) {
    const outside = outsidePackage(to.specifier);
    const isAllowed = wall.mayUse(outside) || (file.isTest && testTools.has(outside));
    return isAllowed ? [] : broken(wall.arrow, wall.instead);
  }
  if (!file.isTest && isTestPath(to.target)) {
    return broken('product → no tests', 'What the product needs too is no longer a test: give it a name of its own.');
  }
  const into = packageOf(to.target);
  if (into === from || to.target === `packages/${from}/package.json`) return [];
  if (into === null) {
    if (file.isTest && /^(tests|examples)\//.test(to.target)) return [];
    return broken('packages → packages', 'What a package needs stands in a package, not in tests, tools or examples.');
  }
  if (!wall.mayImport(to.target)) return broken(wall.arrow, wall.instead);
  if (to.specifier.startsWith('.')) {
    return broken(
      'packages are imported by name',
      `Write ${to.target.replace(/^packages\/([^/]+)\/src/, '@tradewind/$1')}.`,
    );
  }
  return [];
}
