/**
 * Exchange rates of a run. The account's books use the last rate known at a moment, no older than a stated age
 * (decision 3); a run whose bars are not all covered is refused rather than valued with nothing.
 */
import { lowerBound } from '../data/slice-feed.ts';
import type { BarColumns } from '../model/bar.ts';
import type { Instrument } from '../model/instrument.ts';
import { dayMs } from '../time/timeframe.ts';
import type { BetweenBars } from './timeline.ts';

/** Base currency for one unit of `currency`, each rate known from its ts on (epoch ms UTC, rising). */
export interface ExchangeRates {
  readonly currency: string;
  readonly ts: Float64Array;
  readonly rate: Float64Array;
}

/** A rate fixed on Thursday still holds on the Tuesday after Easter. */
export const defaultMaximumRateAge = 5 * dayMs;

/** The latest rate at a moment; NaN before the first. */
export function rateAt({ ts, rate }: ExchangeRates, moment: number): number {
  const latest = lowerBound(ts, moment + 1) - 1;
  return latest < 0 ? Number.NaN : rate[latest];
}

/** Of the moments [from, to) of `ts`, how many have a rate that is not older than `maximumAge` milliseconds. */
export function covered(
  rates: ExchangeRates | undefined,
  ts: Float64Array,
  from: number,
  to: number,
  maximumAge: number,
): number {
  if (!rates) return 0;
  let count = 0;
  for (let i = from; i < to; i++) {
    const latest = lowerBound(rates.ts, ts[i] + 1) - 1;
    if (latest >= 0 && ts[i] - rates.ts[latest] <= maximumAge) count++;
  }
  return count;
}

/** Rates that the run's own currency pairs show: the close of EURUSD is what a euro is worth in dollars. */
export function ratesOfPairs(
  instruments: readonly Instrument[],
  history: readonly BarColumns[],
  baseCurrency: string,
): ExchangeRates[] {
  return instruments.flatMap(({ currency, unitCurrency }, slot): ExchangeRates[] => {
    const { ts, close } = history[slot];
    if (unitCurrency === null || unitCurrency === currency) return [];
    if (currency === baseCurrency) return [{ currency: unitCurrency, ts, rate: close }];
    if (unitCurrency === baseCurrency) return [{ currency, ts, rate: close.map((price) => 1 / price) }];
    return [];
  });
}

/** Each rate as the event by which the engine learns it. */
export function rateEvents({ currency, ts, rate }: ExchangeRates): BetweenBars[] {
  return Array.from(ts, (at, i) => ({ kind: 'fx', ts: at, currency, rate: rate[i] }));
}
