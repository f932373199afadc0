/**
 * Wilder's average: an exponential average with the slow weight 1 / period, the smoothing inside RSI, ATR and ADX.
 *
 *   w[i] = w[i−1] + (x[i] − w[i−1]) / period
 *
 * In the units of its input; an EMA of length 2·period − 1 has the same weight. Seeds as in ema.ts: the mean of the first
 * `period` values by default. Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
 * Reference: tulip_atoz.json wilders; through ATR talib_regtest_vectors.csv atr_14.
 */
import type { Column } from './column-graph.ts';
import { ExponentialAverage, type Seed } from './ema.ts';
import { type IndicatorKind, requireBars } from './indicator.ts';

interface Options {
  readonly period: number;
  readonly seed: Seed;
}

export const wilderKind: IndicatorKind<Options> = {
  name: 'wilder',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: () => 0,
  create: ([input], { period, seed }) => new ExponentialAverage(input, 1 / period, { period, seed, skip: 0 }),
};

/** `period` in bars, ≥ 1. */
export function wilder(input: Column, period: number, options: { seed?: Seed } = {}): Column {
  const { seed = 'sma' } = options;
  requireBars('wilder', 'period', period, 1);
  return input.graph.derive(wilderKind, [input], { period, seed })[0];
}
