/** Inside the engine the rooms stand on a staircase: the left never imports the right. */
import type { ResolvedImport, Rule, SourceFile, Violation } from './house.ts';

const steps = [
  'model',
  'time',
  'statistics',
  'data',
  'indicators',
  'strategies',
  'portfolio',
  'sizing',
  'risk',
  'execution',
  'matching',
  'trading',
  'metrics',
  'backtest',
  'optimize',
] as const;

/** They stand beside strategies: strategies may use their models and nothing else of them, and they not each other. */
const besideStrategies = ['learning', 'macro'];
const theirModels = /^packages\/engine\/src\/(learning|macro)\/(models\/|model\.ts$|[\w-]+-model\.ts$)/;

export const engineStaircase: Rule = (files) =>
  files.filter((file) => file.path.startsWith('packages/engine/src/')).flatMap(checkFile);

function checkFile(file: SourceFile): Violation[] {
  const own = roomOf(file.path);
  if (own === null || stepOf(own) === null) {
    const rule = 'engine rooms are the steps of the staircase';
    const found = own === null ? 'a file outside any room' : `the room ${own} is not on it`;
    const instead = 'Put it into the room whose noun it is, or give a new room its step in engine-staircase.ts.';
    return [{ file: file.path, line: 1, rule, found, instead }];
  }
  // A test may climb: a table of bars for a venue is seen through the whole engine.
  return file.isTest ? [] : file.imports.flatMap((to) => checkImport(file, own, to));
}

function checkImport(file: SourceFile, own: string, to: ResolvedImport): Violation[] {
  const other = to.target === null ? null : roomOf(to.target);
  if (to.target === null || other === null || other === own) return [];
  const [from, into] = [stepOf(own), stepOf(other)];
  if (from === null || into === null || into < from) return [];
  const found = `${own} imports ${to.specifier}`;
  if (into > from) {
    const instead = `${other} may import ${own}, not the reverse: move what both need to the left of ${own}.`;
    return [{ file: file.path, line: to.line, rule: 'engine staircase', found, instead }];
  }
  if (own === 'strategies' && theirModels.test(to.target)) return [];
  const instead =
    own === 'strategies'
      ? `Strategies use ${other} only through its models (${other}/models/ or ${other}/model.ts).`
      : 'Rooms on one step do not know each other: what both need stands further left.';
  return [{ file: file.path, line: to.line, rule: `${own} and ${other} stand side by side`, found, instead }];
}

function roomOf(path: string): string | null {
  return /^packages\/engine\/src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function stepOf(room: string): number | null {
  const index = (steps as readonly string[]).indexOf(besideStrategies.includes(room) ? 'strategies' : room);
  return index === -1 ? null : index;
}
