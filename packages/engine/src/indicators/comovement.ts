/**
 * The state under rolling correlation and beta: variances and covariance of two columns over the last `period` bars.
 * Windows slide by blocks and take distances from a bar inside the window, as in standard-deviation.ts: at a constant input
 * its variance is exactly 0.
 */
import type { Series } from '../data/series.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';

interface Options {
  readonly period: number;
}

type Figure = (covariance: number, varianceX: number, varianceY: number) => number;

/** Sums over a part of the window: x, y, x², y², xy. */
const sums = 5;

class Comovement implements Indicator {
  readonly #x: Series;
  readonly #y: Series;
  readonly #period: number;
  readonly #figure: Figure;
  /** Sums over the last m bars of the block before, at m·5; 0 of no bars. */
  readonly #tails: Float64Array;
  readonly #head = new Float64Array(sums);
  readonly #part = new Float64Array(sums);
  #originX = 0;
  #originY = 0;
  #size = 0;
  #joined = 0;

  constructor([x, y]: readonly Series[], period: number, figure: Figure) {
    this.#x = x;
    this.#y = y;
    this.#period = period;
    this.#figure = figure;
    this.#tails = new Float64Array(period * sums);
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const x = this.#x;
    const y = this.#y;
    for (let i = from; i < to; i++) {
      const value = this.#next(i, x.data[i & x.mask], y.data[i & y.mask]);
      out.data[i & out.mask] = value;
    }
  }

  #next(i: number, x: number, y: number): number {
    const period = this.#period;
    if (Number.isNaN(x + y)) {
      this.#size = this.#joined = 0;
      return Number.NaN;
    }
    if (this.#size === period) {
      this.#layTails(i, x, y);
      this.#size = 0;
      this.#joined = 1;
    }
    const head = this.#head;
    if (this.#size === 0) {
      this.#originX = x;
      this.#originY = y;
      head.fill(0);
    }
    this.#size++;
    add(head, x - this.#originX, y - this.#originY);
    const older = period - this.#size;
    if (this.#joined === 0 && older > 0) return Number.NaN;
    const tails = this.#tails;
    const at = older * sums;
    const sumX = tails[at] + head[0];
    const sumY = tails[at + 1] + head[1];
    return this.#figure(
      tails[at + 4] + head[4] - (sumX * sumY) / period,
      tails[at + 2] + head[2] - (sumX * sumX) / period,
      tails[at + 3] + head[3] - (sumY * sumY) / period,
    );
  }

  /** The block before bar `i` is complete; distances are to this bar, the first of the new block. */
  #layTails(i: number, originX: number, originY: number): void {
    const { data: x, mask: maskX } = this.#x;
    const { data: y, mask: maskY } = this.#y;
    const part = this.#part.fill(0);
    for (let m = 1; m < this.#period; m++) {
      add(part, x[(i - m) & maskX] - originX, y[(i - m) & maskY] - originY);
      this.#tails.set(part, m * sums);
    }
  }

  save(): number[] {
    return [this.#originX, this.#originY, this.#size, this.#joined, ...this.#head, ...this.#tails];
  }

  load([originX, originY, size, joined, ...parts]: readonly number[]): void {
    this.#originX = originX;
    this.#originY = originY;
    this.#size = size;
    this.#joined = joined;
    this.#head.set(parts.slice(0, sums));
    this.#tails.set(parts.slice(sums));
  }
}

function add(to: Float64Array, dx: number, dy: number): void {
  to[0] += dx;
  to[1] += dy;
  to[2] += dx * dx;
  to[3] += dy * dy;
  to[4] += dx * dy;
}

/** A figure made of the three; they are sums over the window, not yet divided by its length. */
export function comovementKind(name: string, figure: Figure): IndicatorKind<Options> {
  return {
    name,
    inputs: 2,
    outputs: 1,
    warmup: ({ period }) => period - 1,
    reach: ({ period }) => period - 1,
    create: (inputs, { period }) => new Comovement(inputs, period, figure),
  };
}
