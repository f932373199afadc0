/**
 * Quantiles by linear interpolation between order statistics (Hyndman and Fan type 7: the default of NumPy, R and
 * spreadsheets), by selection rather than sorting: one quantile of a million values takes a few passes.
 */

/** The value below which the share `p` (0..1) lies; NaN of nothing. */
export function quantile(values: ArrayLike<number>, p: number): number {
  const n = values.length;
  if (n === 0 || !(p >= 0 && p <= 1)) return Number.NaN;
  const position = (n - 1) * p;
  const below = Math.floor(position);
  const copy = new Float64Array(values);
  const low = select(copy, below);
  if (below === position) return low;
  // Selection left everything above the rank to its right: the next order statistic is the smallest there.
  let high = copy[below + 1];
  for (let i = below + 2; i < n; i++) if (copy[i] < high) high = copy[i];
  return low + (position - below) * (high - low);
}

export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** Puts the value of 0-based rank `k` at k, nothing larger before it, nothing smaller after it (Hoare's find). */
function select(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = middleOfThree(values[left], values[(left + right) >>> 1], values[right]);
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k];
}

/** A pivot that sorted and reversed columns, the usual ones, do not make quadratic. */
function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
