/** The known path that somebody who typed another one most likely meant. */

/** Levenshtein distance: how many letters must be added, dropped or changed. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}

const longestGuess = 200;

/** With the parameters of `pattern` filled from the path, so that an id does not count as a misspelling. */
function filled(pattern: string, path: string): string {
  const segments = path.split('/');
  return pattern
    .split('/')
    .map((segment, index) => (segment.startsWith('{') ? (segments[index] ?? segment) : segment))
    .join('/');
}

export function nearest(path: string, known: readonly string[]): string | null {
  if (path.length > longestGuess) return null;
  const unprefixed = known.find((pattern) => pattern === `/api/v1${path.replace(/\/$/, '')}`);
  if (unprefixed !== undefined) return unprefixed;
  const ranked = known
    .map((pattern) => ({ pattern, letters: distance(path, filled(pattern, path)) }))
    .toSorted((a, b) => a.letters - b.letters);
  const [best] = ranked;
  return best !== undefined && best.letters <= Math.max(2, path.length / 4) ? best.pattern : null;
}
