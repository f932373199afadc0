/**
 * Bollinger bands: an average with a channel as wide as price has lately strayed. Narrow bands mean a quiet market,
 * touching the outer ones an unusual price.
 *
 *   middle = average(x, period),   upper = middle + up·sd,   lower = middle − down·sd
 *
 * In the units of its input; sd is the population deviation of the last `period` bars about their own mean, whichever
 * average stands in the middle (TA-Lib); `ddof` 1 where others take the sample's. First value at bar period − 1. Source:
 * J. Bollinger, Bollinger on Bollinger Bands (2001); TA-Lib `BBANDS`.
 * Reference: talib_regtest_vectors.csv bb_*, tulip_atoz.json bbands, ta_bbands.csv.
 */
import type { Band } from './band.ts';
import type { Column } from './column-graph.ts';
import { ema, type Seed } from './ema.ts';
import { sma } from './sma.ts';
import { standardDeviation } from './standard-deviation.ts';
import { weightedSum } from './weighted-sum.ts';

export interface BollingerOptions {
  readonly period?: number;
  /** Deviations above and below the middle. */
  readonly up?: number;
  readonly down?: number;
  readonly average?: 'sma' | 'ema';
  /** Of the average, where it is an EMA. */
  readonly seed?: Seed;
  readonly ddof?: 0 | 1;
}

/** 20 bars and 2 deviations by default. */
export function bollingerBands(input: Column, options: BollingerOptions = {}): Band {
  const { period = 20, up = 2, down = 2, average = 'sma', seed = 'sma', ddof = 0 } = options;
  const middle = average === 'sma' ? sma(input, period) : ema(input, period, { seed });
  const deviation = standardDeviation(input, period, { ddof });
  return {
    upper: weightedSum([1, middle], [up, deviation]),
    middle,
    lower: weightedSum([1, middle], [-down, deviation]),
  };
}
