/** Time, chance and settings come in by the door, where a test or a replay can hand in others. */
import { packageOf, type Rule, type SourceFile, type Violation } from './house.ts';
import { lineOf } from './source-text.ts';

interface Ambient {
  readonly name: string;
  readonly pattern: RegExp;
}

const wallClock: readonly Ambient[] = [
  { name: 'Date.now', pattern: /\bDate\s*\.\s*now\b/g },
  { name: 'new Date()', pattern: /\bnew\s+Date\b(?!\s*\(\s*[^)\s])(?!\s*[\w.])/g },
  { name: 'Date()', pattern: /(?<!new\s+|[\w.$])Date\s*\(/g },
  { name: 'performance.timeOrigin', pattern: /\bperformance\s*\.\s*timeOrigin\b/g },
];
const stopwatch: readonly Ambient[] = [{ name: 'performance.now', pattern: /\bperformance\s*\.\s*now\b/g }];
const chance: readonly Ambient[] = [
  { name: 'Math.random', pattern: /\bMath\s*\.\s*random\b/g },
  { name: 'crypto', pattern: /\b(?:randomUUID|getRandomValues|randomBytes|randomInt)\b/g },
];
const environment: readonly Ambient[] = [
  { name: 'process.env', pattern: /\bprocess\s*\.\s*env\b/g },
  { name: 'process.env', pattern: /\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/g },
  { name: 'env of node:process', pattern: /\bimport\s*\{[^}]*\benv\b[^}]*\}\s*from\s*['"] {12}['"]/g },
];

/** SQL can ask for the time too; it stands in strings, so this one reads the text as written. */
const sqlClock =
  /\b(?:CURRENT_(?:TIMESTAMP|DATE|TIME)\b|unixepoch\(\s*(?:\)|'subsec')|(?:datetime|date|time|julianday|strftime|unixepoch)\([^)]*'now')/gi;

export const ambience: Rule = (files) =>
  files.filter((file) => !file.isTest && packageOf(file.path) !== null).flatMap(checkFile);

function checkFile(file: SourceFile): Violation[] {
  const owner = packageOf(file.path);
  const found = (ambients: readonly Ambient[], rule: string, instead: string) =>
    ambients.flatMap(({ name, pattern }) => matches(file, file.code, pattern, { rule, found: name, instead }));
  const violations: Violation[] = [];
  if (owner === 'engine') {
    const time = 'Time enters with the event: take its ts.';
    violations.push(...found([...wallClock, ...stopwatch], 'no wall clock in engine', time));
    violations.push(...found(chance, 'no ambient chance in engine', 'Take a seeded generator from statistics/.'));
  }
  if (owner === 'server' && file.path !== 'packages/server/src/platform/clock.ts') {
    const time = 'Take a Clock (platform/clock.ts) as an argument and ask it.';
    violations.push(...found(wallClock, 'wall time only in platform/clock.ts', time));
    const bound = 'Bind the time of the Clock as a parameter.';
    const rule = 'wall time only in platform/clock.ts';
    violations.push(...matches(file, file.text, sqlClock, { rule, found: 'the clock of SQL', instead: bound }));
  }
  if (!mayReadEnvironment.has(file.path)) {
    const instead = 'Give the setting a name in platform/config.ts and take it as an argument.';
    violations.push(...found(environment, 'process.env only in config.ts', instead));
  }
  return violations;
}

/** The server's settings, and the command line that hands its environment to them. */
const mayReadEnvironment = new Set(['packages/server/src/platform/config.ts', 'packages/cli/src/main.ts']);

function matches(
  file: SourceFile,
  text: string,
  pattern: RegExp,
  broken: Pick<Violation, 'rule' | 'found' | 'instead'>,
): Violation[] {
  return [...text.matchAll(pattern)].map(({ index }) => ({ file: file.path, line: lineOf(text, index), ...broken }));
}
