/** Currency pairs among the instruments of a ledger: their marks are its exchange rates. */
import type { Instrument } from '../model/instrument.ts';

export interface RateSource {
  readonly slot: number;
  readonly currency: string;
  /** The pair counts the currency in units of the base currency, not the other way round. */
  readonly isInverse: boolean;
}

/** Pairs between the base currency and another one. */
export function rateSources(instruments: readonly Instrument[], baseCurrency: string): RateSource[] {
  const sources: RateSource[] = [];
  for (const [slot, { unitCurrency, currency }] of instruments.entries()) {
    if (unitCurrency === null || unitCurrency === currency) continue;
    if (currency === baseCurrency) sources.push({ slot, currency: unitCurrency, isInverse: false });
    else if (unitCurrency === baseCurrency) sources.push({ slot, currency, isInverse: true });
  }
  return sources;
}
