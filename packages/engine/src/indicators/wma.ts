/**
 * Weighted moving average: the newest bar counts `period` times, the oldest once; quicker than an SMA, without the
 * endless memory of an EMA.
 *
 *   wma[i] = Σ k·x[i − period + k] / (period·(period + 1)/2),   k = 1 … period
 *
 * In the units of its input. First value at bar period − 1. Source: TA-Lib `WMA`.
 * Reference: talib_regtest_vectors.csv wma_20, tulip_atoz.json wma.
 */
import type { Column } from './column-graph.ts';
import { type IndicatorKind, requireBars } from './indicator.ts';
import { WeightedWindow } from './weighted-window.ts';

interface Options {
  readonly period: number;
}

export const wmaKind: IndicatorKind<Options> = {
  name: 'wma',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period - 1,
  create: ([input], { period }) =>
    new WeightedWindow(input, period, { level: 1, plain: 0, linear: 2 / (period * (period + 1)) }),
};

/** `period` in bars, ≥ 1. */
export function wma(input: Column, period: number): Column {
  requireBars('wma', 'period', period, 1);
  return input.graph.derive(wmaKind, [input], { period })[0];
}
