/** Runs side by side, metric by metric. What a run does not have is named with the reason, never shown as 0. */
import type { Unit } from '../metrics/metric.ts';
import { type Metrics, metrics } from '../metrics/summary.ts';

export interface ComparedRun {
  readonly name: string;
  readonly metrics: Metrics;
}

export interface ComparisonRow {
  readonly metric: string;
  readonly unit: Unit;
  /** In the order of the runs. */
  readonly values: readonly (number | null)[];
  readonly missing: readonly { readonly run: string; readonly reason: string }[];
}

export function compareRuns(runs: readonly ComparedRun[]): ComparisonRow[] {
  const names = runs.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw new Error(`runs to compare need different names, found ${repeated} twice`);
  return metrics.map(({ name, unit }) => ({
    metric: name,
    unit,
    values: runs.map((run) => run.metrics.values[name] ?? null),
    missing: runs
      .filter((run) => (run.metrics.values[name] ?? null) === null)
      .map((run) => ({ run: run.name, reason: run.metrics.absent[name] ?? 'this run was not measured by it' })),
  }));
}
