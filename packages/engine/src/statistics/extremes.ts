/** The ends of a column, of any length (a spread into Math.max is not). NaN of nothing. */

export function largest(values: ArrayLike<number>): number {
  let best = values.length > 0 ? values[0] : Number.NaN;
  for (let i = 1; i < values.length; i++) best = Math.max(best, values[i]);
  return best;
}

export function smallest(values: ArrayLike<number>): number {
  let least = values.length > 0 ? values[0] : Number.NaN;
  for (let i = 1; i < values.length; i++) least = Math.min(least, values[i]);
  return least;
}
