/**
 * Keltner channel: an average with a channel as wide as the market usually moves. Bollinger bands inside it mean a market
 * that has gone quiet.
 *
 *   middle = ema(close, period),   upper = middle + multiplier·atr,   lower = middle − multiplier·atr
 *
 * In price units. First value when both average and ATR are there. Source: C. Keltner, How to Make Money in Commodities
 * (1960), in the form of L. Raschke (EMA and ATR). Reference: composed of ema and atr, both tested; composition by hand.
 */
import { atr } from './atr.ts';
import type { Band } from './band.ts';
import type { BarSeries } from './column-graph.ts';
import { ema, type Seed } from './ema.ts';
import { weightedSum } from './weighted-sum.ts';

export interface KeltnerOptions {
  readonly period?: number;
  readonly atrPeriod?: number;
  /** Average true ranges above and below the middle. */
  readonly multiplier?: number;
  readonly seed?: Seed;
}

/** 20 and 10 bars and 2 ranges by default. */
export function keltnerChannel(bars: Pick<BarSeries, 'high' | 'low' | 'close'>, options: KeltnerOptions = {}): Band {
  const { period = 20, atrPeriod = 10, multiplier = 2, seed = 'sma' } = options;
  const middle = ema(bars.close, period, { seed });
  const range = atr(bars, atrPeriod);
  return {
    upper: weightedSum([1, middle], [multiplier, range]),
    middle,
    lower: weightedSum([1, middle], [-multiplier, range]),
  };
}
