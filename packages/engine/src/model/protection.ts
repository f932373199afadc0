/** What a target strategy wants around each of its entries, as fractions of the entry's price. */
import type { Bracket } from './order.ts';

export interface Protection {
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
}

/** The bracket of an entry; null when nothing is wanted. */
export function bracketOf({ stopLoss, takeProfit, trailingStop }: Protection): Bracket | null {
  for (const [name, fraction] of Object.entries({ stopLoss, takeProfit, trailingStop })) {
    if (fraction !== undefined && !(fraction > 0 && Number.isFinite(fraction))) {
      throw new RangeError(`${name} must be a fraction of the entry price > 0, found ${fraction}`);
    }
  }
  if (stopLoss === undefined && takeProfit === undefined && trailingStop === undefined) return null;
  return {
    ...(stopLoss !== undefined && { stopLoss: { fraction: stopLoss } }),
    ...(takeProfit !== undefined && { takeProfit: { fraction: takeProfit } }),
    ...(trailingStop !== undefined && { trailingStop: { fraction: trailingStop } }),
  };
}
