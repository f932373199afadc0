/**
 * Real market data that lies beside the repository, for tests only; it is not part of the product. Where it is absent,
 * suites that need it are skipped, visibly: `describe.skipIf(!hasSharedData)(…)`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..', '..', 'shared', 'data');

export const hasSharedData = existsSync(root);

/** Path of a file, as `backtests/goog_daily.csv`. */
export const sharedData = (path: string): string => join(root, path);

/** The rows of a simple CSV file by column name, read without any code under test. */
export function sharedRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(sharedData(path));
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, column) => [name, cells[column]]));
  });
}
