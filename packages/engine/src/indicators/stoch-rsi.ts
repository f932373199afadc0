/**
 * Stochastic RSI: where the RSI stands in its own recent range; more restless than either.
 *
 *   k = 100 · (rsi − lowest rsi) / (highest rsi − lowest rsi) over `period` bars,   d = sma(k, dPeriod)
 *
 * 0 to 100 (others count 0 to 1); NaN where the RSI has not moved. %K starts at bar rsiPeriod + period − 1, %D at
 * dPeriod − 1 later. Source: T. Chande, S. Kroll, The New Technical Trader (1994); TA-Lib `STOCHRSI`.
 * Reference: talib_regtest_vectors.csv stochrsi_*, tulip_extra.json stochrsi.
 */
import type { Column } from './column-graph.ts';
import { highest, lowest } from './highest-lowest.ts';
import { rangePosition } from './range-position.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';
import type { Stochastic } from './stochastic.ts';

export interface StochRsiOptions {
  readonly rsiPeriod?: number;
  readonly period?: number;
  readonly dPeriod?: number;
}

/** 14, 14 and 3 bars by default. */
export function stochRsi(input: Column, options: StochRsiOptions = {}): Stochastic {
  const { rsiPeriod = 14, period = 14, dPeriod = 3 } = options;
  const strength = rsi(input, rsiPeriod);
  const k = rangePosition(strength, highest(strength, period), lowest(strength, period), 0);
  return { k, d: sma(k, dPeriod) };
}
