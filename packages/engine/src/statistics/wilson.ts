/** Two-sided 95 %. Rounded as the field writes it, so that 13 of 20 gives .433. */
const z = 1.96;

/**
 * Lower end of Wilson's score interval for a share: what `successes` of `trials` prove at least. Unlike the plain share
 * it does not call 3 of 3 certain. Wilson, J. Amer. Stat. Assoc. 22 (1927) 209–212; NaN without trials.
 *
 *   (p + z²/2n − z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)
 */
export function wilsonLowerBound(successes: number, trials: number): number {
  if (!(trials > 0)) return Number.NaN;
  const share = successes / trials;
  const square = (z * z) / trials;
  const spread = z * Math.sqrt((share * (1 - share) + square / 4) / trials);
  // Rounding must not prove a win where there was none, nor more than was seen.
  return Math.min(share, Math.max(0, (share + square / 2 - spread) / (1 + square)));
}
