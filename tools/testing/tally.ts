/** What passed, what failed, what was skipped and why: the counts behind the closing line of `npm test`. */

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

export interface Tally {
  readonly passed: number;
  /** Names of what failed. */
  readonly failed: readonly string[];
  readonly skipped: readonly Skipped[];
  /** How many tests ran, by kind. */
  readonly kinds: Readonly<Record<string, number>>;
}

export const emptyTally: Tally = { passed: 0, failed: [], skipped: [], kinds: {} };

export function sum(tallies: readonly Tally[]): Tally {
  const kinds: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [kind, count] of Object.entries(tally.kinds)) kinds[kind] = (kinds[kind] ?? 0) + count;
  }
  return {
    passed: tallies.reduce((total, tally) => total + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
    kinds,
  };
}

/** Where nothing may be skipped, what was skipped has failed. */
export function withSkippedAsFailed(tally: Tally): Tally {
  const failed = tally.skipped.map(({ name, reason }) => `${name} was skipped (${reason})`);
  return { ...tally, failed: [...tally.failed, ...failed], skipped: [] };
}

/** The last line of a run, read by people and by CI. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  const counts = `${passed} passed, ${failed.length} failed`;
  return skipped.length > 0 ? `${counts}, ${skipped.length} skipped` : counts;
}

/** A run in which nothing passed has shown nothing. */
export function exitCodeOf({ passed, failed }: Tally): number {
  return failed.length === 0 && passed > 0 ? 0 : 1;
}

/** The kind of a test by where it stands and what it is called. */
export function kindOf(file: string): string {
  const named = /\.(property|contract|journey)\.test\.ts$/.exec(file)?.[1];
  if (named) return named;
  const folder = /^tests\/(architecture|docs|journeys)\//.exec(file)?.[1];
  if (folder) return folder === 'journeys' ? 'journey' : folder;
  return file.startsWith('examples/') ? 'example' : 'unit';
}
