/**
 * The state under WMA and linear regression: over the last `period` bars the plain and the linearly weighted sum of
 * distances d to an origin inside the window,
 *
 *   S = Σ d[k],   W = Σ k·d[k],   k = 1 (oldest) … period (newest),   d = x − origin
 *
 * of which either is a linear combination: level · origin + plain · S + linear · W. Windows slide by blocks (sum.ts); the
 * origin is the first bar of the present block, so it lies in every window the block serves: the digits that all prices
 * share cancel before anything is added, and at a constant price S and W are exactly 0.
 */
import type { Series } from '../data/series.ts';
import type { Indicator } from './indicator.ts';

interface Coefficients {
  readonly level: number;
  readonly plain: number;
  readonly linear: number;
}

export class WeightedWindow implements Indicator {
  readonly #input: Series;
  readonly #period: number;
  readonly #coefficients: Coefficients;
  /** Of the last m bars of the block before: S, and W counted from the oldest of them; 0 of no bars. */
  readonly #tailPlain: Float64Array;
  readonly #tailLinear: Float64Array;
  #origin = 0;
  #plain = 0;
  #linear = 0;
  #size = 0;
  #joined = 0;

  constructor(input: Series, period: number, coefficients: Coefficients) {
    this.#input = input;
    this.#period = period;
    this.#coefficients = coefficients;
    this.#tailPlain = new Float64Array(period);
    this.#tailLinear = new Float64Array(period);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const { data, mask } = this.#input;
    const period = this.#period;
    const { level, plain: plainFactor, linear: linearFactor } = this.#coefficients;
    const tailPlain = this.#tailPlain;
    const tailLinear = this.#tailLinear;
    let origin = this.#origin;
    let plain = this.#plain;
    let linear = this.#linear;
    let size = this.#size;
    let joined = this.#joined;
    for (let i = from; i < to; i++) {
      const x = data[i & mask];
      if (Number.isNaN(x)) {
        size = joined = 0;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      if (size === period) {
        let s = 0;
        let w = 0;
        for (let m = 1; m < period; m++) {
          // One older bar in front: every weight behind it rises by one.
          s += data[(i - m) & mask] - x;
          w += s;
          tailPlain[m] = s;
          tailLinear[m] = w;
        }
        size = 0;
        joined = 1;
      }
      if (size === 0) {
        origin = x;
        plain = linear = 0;
      }
      size++;
      plain += x - origin;
      linear += size * (x - origin);
      // The head stands behind `older` bars of the tail, so each of its weights is that much higher.
      const older = period - size;
      const s = tailPlain[older] + plain;
      const w = tailLinear[older] + linear + older * plain;
      out.data[i & out.mask] =
        joined === 1 || older === 0 ? level * origin + plainFactor * s + linearFactor * w : Number.NaN;
    }
    this.#origin = origin;
    this.#plain = plain;
    this.#linear = linear;
    this.#size = size;
    this.#joined = joined;
  }

  save(): number[] {
    const head = [this.#origin, this.#plain, this.#linear, this.#size, this.#joined];
    return [...head, ...this.#tailPlain, ...this.#tailLinear];
  }

  load([origin, plain, linear, size, joined, ...tails]: readonly number[]): void {
    this.#origin = origin;
    this.#plain = plain;
    this.#linear = linear;
    this.#size = size;
    this.#joined = joined;
    this.#tailPlain.set(tails.slice(0, this.#period));
    this.#tailLinear.set(tails.slice(this.#period));
  }
}
