/**
 * The standard normal distribution. Checked against published quantiles and a table of erfc in `normal.test.ts`.
 */

const sqrtTwoPi = Math.sqrt(2 * Math.PI);

/** Density φ(x) = e^(−x²/2) / √(2π). */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / sqrtTwoPi;
}

/**
 * P(Z ≤ x), to about 1e-13 relative in both tails. Near zero the series Φ(x) = ½ + φ(x)·(x + x³/3 + x⁵/(3·5) + …)
 * (Marsaglia, "Evaluating the normal distribution", J. Stat. Software 11, 2004), further out Laplace's continued fraction
 * 1 − Φ(x) = φ(x) / (x + 1/(x + 2/(x + 3/(x + …)))), because ½ minus the series loses its digits there.
 */
export function normalCdf(x: number): number {
  if (Math.abs(x) < 2.5) return 0.5 + normalDensity(x) * oddSeries(x);
  const tail = upperTail(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}

function oddSeries(x: number): number {
  let sum = x;
  let term = x;
  for (let k = 3; Math.abs(term) > Math.abs(sum) * 1e-17; k += 2) {
    term *= (x * x) / k;
    sum += term;
  }
  return sum;
}

/** P(Z > x) for x ≥ 2.5, where 100 levels of the fraction are more than a double can tell. */
function upperTail(x: number): number {
  let denominator = x;
  for (let level = 100; level >= 1; level--) denominator = x + level / denominator;
  return normalDensity(x) / denominator;
}

const centralNumerator = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const centralDenominator = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852854,
];
const middleNumerator = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const middleDenominator = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const tailNumerator = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const tailDenominator = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 0.000018463183175100548,
  1.421511758316446e-7, 2.0442631033899397e-15,
];

/**
 * The x with P(Z ≤ x) = p, to about 1e-16 relative; ∓∞ at 0 and 1, NaN outside. Wichura, algorithm AS 241, Applied
 * Statistics 37 (1988) 477–484.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centralNumerator, r)) / polynomial(centralDenominator, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
  const x =
    r <= 5
      ? polynomial(middleNumerator, r - 1.6) / polynomial(middleDenominator, r - 1.6)
      : polynomial(tailNumerator, r - 5) / polynomial(tailDenominator, r - 5);
  return q < 0 ? -x : x;
}

/** c₀ + c₁x + c₂x² + …, by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}
