/**
 * Realised volatility from closes: how much the price has lately varied, as options count it.
 *
 *   r[i] = ln(close[i] / close[i−1]),   volatility = sd(r over `period` returns) · sqrt(periodsPerYear)
 *
 * A fraction per year. `ddof` 1 (sample) by default; `returns: 'simple'` takes close[i]/close[i−1] − 1. First value at bar
 * period. Source: J. Hull, Options, Futures, and Other Derivatives, "Estimating volatility from historical data".
 * Reference: tulip_extra.json volatility (simple returns, ddof 0); two passes over each window.
 */
import type { Column } from './column-graph.ts';
import { logPrice } from './log-price.ts';
import { momentum } from './momentum.ts';
import { rateOfChange } from './rate-of-change.ts';
import { requirePeriodsPerYear, type VolatilityOptions } from './realised-volatility.ts';
import { standardDeviation } from './standard-deviation.ts';
import { weightedSum } from './weighted-sum.ts';

export interface CloseVolatilityOptions extends VolatilityOptions {
  readonly returns?: 'log' | 'simple';
  readonly ddof?: 0 | 1;
}

/** 20 returns and 252 bars per year by default. */
export function closeVolatility(close: Column, options: CloseVolatilityOptions = {}): Column {
  const { period = 20, periodsPerYear = 252, returns = 'log', ddof = 1 } = options;
  requirePeriodsPerYear(periodsPerYear);
  const isLog = returns === 'log';
  const deviation = standardDeviation(isLog ? momentum(logPrice(close), 1) : rateOfChange(close, 1), period, { ddof });
  return weightedSum([Math.sqrt(periodsPerYear) / (isLog ? 1 : 100), deviation]);
}
