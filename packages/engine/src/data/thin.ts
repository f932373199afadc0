/** Thins a curve for display so that its extremes survive: what a chart of so many pixels would show anyway. */

/** Rising indices into `values`: about `points` of them, the lowest and highest of each bucket, first and last always. */
export function thin(values: ArrayLike<number>, points: number): number[] {
  const { length } = values;
  if (length <= points) return Array.from({ length }, (_, i) => i);
  const buckets = Math.max(1, Math.floor(points / 2) - 1);
  const kept = new Set<number>([0]);
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    let lowest = from;
    let highest = from;
    for (let i = from + 1; i < to; i++) {
      if (values[i] < values[lowest]) lowest = i;
      if (values[i] > values[highest]) highest = i;
    }
    kept.add(Math.min(lowest, highest)).add(Math.max(lowest, highest));
  }
  return [...kept.add(length - 1)].sort((a, b) => a - b);
}
