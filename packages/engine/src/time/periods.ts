/** How many return periods make a year: what annualises a figure. */
import type { AssetClass } from '../model/instrument.ts';
import { dayMs } from './timeframe.ts';

/** Days with a market per year: 252 for exchanges and FX, 365 where trading never stops. */
export type PeriodsPerYear = 252 | 365;

export function periodsPerYear(assetClass: AssetClass): PeriodsPerYear {
  return assetClass === 'crypto' || assetClass === 'crypto_perpetual' ? 365 : 252;
}

/** Calendar days in a mean Gregorian year. */
export const daysPerYear = 365.25;

/** Number of the UTC day a bar belongs to; one that ends at midnight is the day before's. */
export function tradingDay(ts: number): number {
  return Math.ceil(ts / dayMs) - 1;
}
