/**
 * Hurst exponent: how the distance a price covers grows with time. Near 0.5 it wanders at random, above it trends, below
 * it comes back. The figure is noisy: at 128 bars ± 0.1 is nothing.
 *
 *   mean (ln x[k] − ln x[k − lag])² over the window ∝ lag^(2H),   lag = 1, 2, 4, 8, 16
 *   H = slope of ½·ln mean against ln lag (least squares)
 *
 * A pure number, usually 0 to 1; 1 for an unbroken exponential trend; NaN where the price does not move. This is the
 * generalised Hurst exponent of order 2. First value at bar period − 1. Source: B. Mandelbrot, J. Van Ness, SIAM Review 10
 * (1968); T. Di Matteo, Quantitative Finance 7 (2007). Reference: cases known exactly (trend, alternation) and random
 * walks in its test.
 */
import type { Series } from '../data/series.ts';
import type { Column } from './column-graph.ts';
import { type IndicatorKind, requireBars, stateless } from './indicator.ts';
import { logPrice } from './log-price.ts';
import { momentum } from './momentum.ts';
import { sum } from './sum.ts';

const lags = [1, 2, 4, 8, 16] as const;

interface Options {
  readonly period: number;
}

const squareKind: IndicatorKind<Record<string, never>> = {
  name: 'square',
  inputs: 1,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: ([input]) =>
    stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        const x = input.data[i & input.mask];
        out.data[i & out.mask] = x * x;
      }
    }),
};

/** Reads the sums of squares of each lag. */
export const hurstKind: IndicatorKind<Options> = {
  name: 'hurst',
  inputs: lags.length,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: (inputs, { period }) => {
    // The lags are equally spaced in ln lag, so the slope is a fixed combination of the five logarithms.
    const center = (lags.length - 1) / 2;
    const squares = lags.reduce((total, _, k) => total + (k - center) ** 2, 0);
    const weights = lags.map((_, k) => (k - center) / squares / (2 * Math.LN2));
    return stateless((from, to, [out]: readonly Series[]) => {
      for (let i = from; i < to; i++) {
        let slope = 0;
        for (let k = 0; k < lags.length; k++) {
          const mean = inputs[k].data[i & inputs[k].mask] / (period - lags[k]);
          slope += mean > 0 ? weights[k] * Math.log(mean) : Number.NaN;
        }
        out.data[i & out.mask] = slope;
      }
    });
  },
};

/** `period` in bars, ≥ 32, so that the longest lag has as many steps as it is long. */
export function hurst(price: Column, period: number): Column {
  requireBars('hurst', 'period', period, 32);
  const log = logPrice(price);
  const inputs = lags.map((lag) => {
    const [squares] = price.graph.derive(squareKind, [momentum(log, lag)], {});
    return sum(squares, period - lag);
  });
  return price.graph.derive(hurstKind, inputs, { period })[0];
}
