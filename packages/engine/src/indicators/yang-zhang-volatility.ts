/**
 * Yang–Zhang volatility: realised volatility from all four prices and the gaps between bars; independent of drift, the
 * one to prefer where markets close overnight.
 *
 *   overnight o = ln(open[i]/close[i−1]),   body b = ln(close/open)
 *   rogers-satchell s = ln(high/open)·ln(high/close) + ln(low/open)·ln(low/close)
 *   variance = var(o) + k·var(b) + (1 − k)·mean(s),   k = 0.34 / (1.34 + (period + 1)/(period − 1))
 *   volatility = sqrt(periodsPerYear · variance)       (sample variances, ddof 1, of the last `period` bars)
 *
 * A fraction per year. First value at bar period, for the first bar has no gap before it. Source: D. Yang, Q. Zhang,
 * Journal of Business 73 (2000). Reference: two passes over each window in its test.
 */
import type { Series } from '../data/series.ts';
import type { BarSeries, Column } from './column-graph.ts';
import { type Indicator, type IndicatorKind, requireBars, stateless } from './indicator.ts';
import { logPrice } from './log-price.ts';
import { requirePeriodsPerYear, type VolatilityOptions } from './realised-volatility.ts';
import { standardDeviation } from './standard-deviation.ts';
import { sum } from './sum.ts';

/** Overnight, body and Rogers–Satchell term of each bar, from logarithms. */
class BarParts implements Indicator {
  readonly #open: Series;
  readonly #high: Series;
  readonly #low: Series;
  readonly #close: Series;
  #previousClose = Number.NaN;

  constructor([open, high, low, close]: readonly Series[]) {
    this.#open = open;
    this.#high = high;
    this.#low = low;
    this.#close = close;
  }

  extend(from: number, to: number, [overnight, body, rogersSatchell]: readonly Series[]): void {
    let previousClose = this.#previousClose;
    for (let i = from; i < to; i++) {
      const o = this.#open.data[i & this.#open.mask];
      const h = this.#high.data[i & this.#high.mask];
      const l = this.#low.data[i & this.#low.mask];
      const c = this.#close.data[i & this.#close.mask];
      const isWhole = !Number.isNaN(o + h + l + c);
      const isDefined = isWhole && !Number.isNaN(previousClose);
      overnight.data[i & overnight.mask] = isDefined ? o - previousClose : Number.NaN;
      body.data[i & body.mask] = isDefined ? c - o : Number.NaN;
      rogersSatchell.data[i & rogersSatchell.mask] = isDefined ? (h - o) * (h - c) + (l - o) * (l - c) : Number.NaN;
      previousClose = isWhole ? c : Number.NaN;
    }
    this.#previousClose = previousClose;
  }

  save(): number[] {
    return [this.#previousClose];
  }

  load([previousClose]: readonly number[]): void {
    this.#previousClose = previousClose;
  }
}

const barPartsKind: IndicatorKind<Record<string, never>> = {
  name: 'yang-zhang-parts',
  inputs: 4,
  outputs: 3,
  warmup: () => 1,
  reach: () => 0,
  create: (inputs) => new BarParts(inputs),
};

interface Options {
  readonly period: number;
  readonly periodsPerYear: number;
}

export const yangZhangKind: IndicatorKind<Options> = {
  name: 'yang-zhang-volatility',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([overnight, body, rogersSatchell], { period, periodsPerYear }) => {
    const k = 0.34 / (1.34 + (period + 1) / (period - 1));
    return stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const o = overnight.data[i & overnight.mask];
        const b = body.data[i & body.mask];
        const s = rogersSatchell.data[i & rogersSatchell.mask] / period;
        out.data[i & out.mask] = Math.sqrt(periodsPerYear * (o * o + k * b * b + (1 - k) * s));
      }
    });
  },
};

/** 20 bars, ≥ 2, and 252 of them per year by default. */
export function yangZhangVolatility(
  { open, high, low, close }: Pick<BarSeries, 'open' | 'high' | 'low' | 'close'>,
  options: VolatilityOptions = {},
): Column {
  const { period = 20, periodsPerYear = 252 } = options;
  requireBars('yang-zhang-volatility', 'period', period, 2);
  requirePeriodsPerYear(periodsPerYear);
  const { graph } = open;
  const [overnight, body, rogersSatchell] = graph.derive(barPartsKind, [open, high, low, close].map(logPrice), {});
  const deviation = (part: Column) => standardDeviation(part, period, { ddof: 1 });
  const inputs = [deviation(overnight), deviation(body), sum(rogersSatchell, period)];
  return graph.derive(yangZhangKind, inputs, { period, periodsPerYear })[0];
}
