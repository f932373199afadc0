/**
 * Slope of the least-squares line through the last `period` bars: the direction and pace of the trend.
 *
 *   slope[i] = Σ (k − k̄)·x[i − period + k] / Σ (k − k̄)²,   k = 1 … period,   Σ (k − k̄)² = period·(period² − 1)/12
 *
 * In units of the input per bar. First value at bar period − 1. Source: TA-Lib `LINEARREG_SLOPE`.
 * Reference: talib_regtest_vectors.csv linearreg_slope_14, tulip_extra.json linregslope.
 */
import type { Column } from './column-graph.ts';
import { type IndicatorKind, requireBars } from './indicator.ts';
import { WeightedWindow } from './weighted-window.ts';

interface Options {
  readonly period: number;
}

export const linearRegressionSlopeKind: IndicatorKind<Options> = {
  name: 'linear-regression-slope',
  inputs: 1,
  outputs: 1,
  warmup: ({ period }) => period - 1,
  reach: ({ period }) => period - 1,
  create: ([input], { period }) => {
    const squares = (period * (period * period - 1)) / 12;
    return new WeightedWindow(input, period, { level: 0, plain: -(period + 1) / 2 / squares, linear: 1 / squares });
  },
};

/** `period` in bars, ≥ 2. */
export function linearRegressionSlope(input: Column, period: number): Column {
  requireBars('linear-regression-slope', 'period', period, 2);
  return input.graph.derive(linearRegressionSlopeKind, [input], { period })[0];
}
