/** Money a position binds, in the instrument's currency. */
import type { Instrument } from '../model/instrument.ts';

/** To open and carry it: the instrument's own margin, else the notional over the account's leverage. */
export function initialMargin(instrument: Instrument, quantity: number, price: number, leverage: number): number {
  const { margin } = instrument;
  if (margin === null) return notionalOf(instrument, quantity, price) / leverage;
  return margin.initial * (margin.per === 'unit' ? Math.abs(quantity) : notionalOf(instrument, quantity, price));
}

/** Below which the position is closed by force; nothing but equity above zero where the instrument names no margin. */
export function maintenanceMargin(instrument: Instrument, quantity: number, price: number): number {
  const { margin } = instrument;
  if (margin === null) return 0;
  return margin.maintenance * (margin.per === 'unit' ? Math.abs(quantity) : notionalOf(instrument, quantity, price));
}

function notionalOf({ multiplier }: Instrument, quantity: number, price: number): number {
  return Math.abs(quantity * price) * multiplier;
}
