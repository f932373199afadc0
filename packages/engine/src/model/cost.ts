/** What executions cost, as the models answer it; implementations are in matching/. */
import type { Intent, Side } from './order.ts';

/** Fees of one execution, in the instrument's currency. */
export interface FeeModel {
  /** `quantity` > 0 units at `price` per unit. */
  fee(quantity: number, price: number, multiplier: number, intent: Intent): number;
  /** Largest quantity whose notional plus entry fee fits into `budget` (money), before lots. */
  affordable(budget: number, price: number, multiplier: number): number;
}

/** The price paid for a reference price: moved against the trader by slippage and spread. */
export interface PriceModel {
  price(reference: number, side: Side, intent: Intent): number;
}
