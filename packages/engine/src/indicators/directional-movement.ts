/**
 * Directional indicators +DI and −DI: which share of the ground covered was new ground above, and which below. +DI above
 * −DI: buyers push further than sellers.
 *
 *   up = high[i] − high[i−1],   down = low[i−1] − low[i]
 *   +DM = up where up > down and up > 0, else 0;   −DM = down where down > up and down > 0, else 0
 *   ±DI = 100 · smoothed ±DM / smoothed true range,   s[i] = s[i−1] − s[i−1]/period + x[i]
 *
 * In per cent, 0 to 100; NaN while there has been no range at all. Seed (TA-Lib): the sums of the first period − 1 bars,
 * then one step, so the first value is at bar period. Source: J. W. Wilder, New Concepts in Technical Trading Systems
 * (1978); TA-Lib `PLUS_DI`, `MINUS_DI`. Reference: talib_regtest_vectors.csv plus_di_14, minus_di_14; tulip_atoz.json di.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
}

class DirectionalMovement implements Indicator {
  readonly #high: Series;
  readonly #low: Series;
  readonly #close: Series;
  readonly #period: number;
  #previousHigh = Number.NaN;
  #previousLow = Number.NaN;
  #previousClose = Number.NaN;
  #plus = 0;
  #minus = 0;
  #range = 0;
  /** Steps from bar to bar seen, up to the period. */
  #count = 0;

  constructor([high, low, close]: readonly Series[], period: number) {
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.#period = period;
  }

  extend(from: number, to: number, [plusOut, minusOut]: readonly Series[]): void {
    const high = this.#high;
    const low = this.#low;
    const close = this.#close;
    const period = this.#period;
    let previousHigh = this.#previousHigh;
    let previousLow = this.#previousLow;
    let previousClose = this.#previousClose;
    let plus = this.#plus;
    let minus = this.#minus;
    let range = this.#range;
    let count = this.#count;
    for (let i = from; i < to; i++) {
      const h = high.data[i & high.mask];
      const l = low.data[i & low.mask];
      const c = close.data[i & close.mask];
      const up = h - previousHigh;
      const down = previousLow - l;
      const covered = Math.max(h, previousClose) - Math.min(l, previousClose);
      const isHole = Number.isNaN(h + l + c);
      previousHigh = isHole ? Number.NaN : h;
      previousLow = isHole ? Number.NaN : l;
      previousClose = isHole ? Number.NaN : c;
      if (isHole || Number.isNaN(covered)) {
        plus = minus = range = count = 0;
        plusOut.data[i & plusOut.mask] = Number.NaN;
        minusOut.data[i & minusOut.mask] = Number.NaN;
        continue;
      }
      // The first period − 1 steps are summed, the one that completes the period is smoothed already.
      if (count < period) count++;
      if (count === period) {
        plus -= plus / period;
        minus -= minus / period;
        range -= range / period;
      }
      if (up > down && up > 0) plus += up;
      else if (down > up && down > 0) minus += down;
      range += covered;
      const isDefined = count === period && range > 0;
      plusOut.data[i & plusOut.mask] = isDefined ? (100 * plus) / range : Number.NaN;
      minusOut.data[i & minusOut.mask] = isDefined ? (100 * minus) / range : Number.NaN;
    }
    this.#previousHigh = previousHigh;
    this.#previousLow = previousLow;
    this.#previousClose = previousClose;
    this.#plus = plus;
    this.#minus = minus;
    this.#range = range;
    this.#count = count;
  }

  save(): number[] {
    const previous = [this.#previousHigh, this.#previousLow, this.#previousClose];
    return [...previous, this.#plus, this.#minus, this.#range, this.#count];
  }

  load([previousHigh, previousLow, previousClose, plus, minus, range, count]: readonly number[]): void {
    this.#previousHigh = previousHigh;
    this.#previousLow = previousLow;
    this.#previousClose = previousClose;
    this.#plus = plus;
    this.#minus = minus;
    this.#range = range;
    this.#count = count;
  }
}

export const directionalMovementKind: IndicatorKind<Options> = {
  name: 'directional-movement',
  inputs: 3,
  outputs: 2,
  warmup: ({ period }) => period,
  reach: () => 0,
  create: (inputs, { period }) => new DirectionalMovement(inputs, period),
};

export type DirectionalMovementColumns = Readonly<Record<'plusDi' | 'minusDi', Column>>;

/** `period` in bars, ≥ 1. */
export function directionalMovement(
  { high, low, close }: Pick<BarSeries, 'high' | 'low' | 'close'>,
  period: number,
): DirectionalMovementColumns {
  requireBars('directional-movement', 'period', period, 1);
  const [plusDi, minusDi] = high.graph.derive(directionalMovementKind, [high, low, close], { period });
  return { plusDi, minusDi };
}
