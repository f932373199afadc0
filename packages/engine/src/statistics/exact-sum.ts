/**
 * Arithmetic on a sum that carries its rounding error: the true value is `sum + error`, |error| far below one unit in
 * the last place of anything but the sum itself.
 */

/** 2^27 + 1, Veltkamp's constant: splits a double into two halves whose products with a small integer are exact. */
const splitter = 134217729;

/** (sum + error) / divisor, correctly rounded for all practical purposes; divisor an integer below 2^26. */
export function dividedBy(sum: number, error: number, divisor: number): number {
  const quotient = sum / divisor;
  const scaled = splitter * quotient;
  const high = scaled - (scaled - quotient);
  const low = quotient - high;
  return quotient + (sum - high * divisor - low * divisor + error) / divisor;
}
