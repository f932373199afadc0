/** What executions cost, as the models answer it; implementations are in matching/. */
import type { Instrument } from './instrument.ts';
import type { Intent, Side } from './order.ts';

/** Whether an execution waited in the book (a limit order that rested) or took what stood there. */
export type Liquidity = 'maker' | 'taker';

/** Fees of one execution, in the instrument's currency. */
export interface FeeModel {
  /**
   * `quantity` > 0 units at `price` per unit. `turnover`: what the sub-account traded in the last 30 days before this
   * execution, notional in its base currency.
   */
  fee(
    quantity: number,
    price: number,
    multiplier: number,
    intent: Intent,
    liquidity?: Liquidity,
    turnover?: number,
  ): number;
  /** Largest quantity whose notional plus entry fee fits into `budget` (money), before lots. */
  affordable(budget: number, price: number, multiplier: number): number;
}

/** The price paid for a reference price: moved against the trader by slippage and spread. */
export interface PriceModel {
  /** For `quantity` of the `volume` traded in the bar; 0 and NaN where they are not known yet. NaN: there is no price. */
  price(
    reference: number,
    side: Side,
    intent: Intent,
    instrument: Instrument,
    quantity: number,
    volume: number,
  ): number;
}

/** One model for all instruments, or one for each slot. */
export type BySlot<Model> = Model | readonly Model[];

/** The model of each of `slots` instruments. */
export function bySlot<Model extends object>(given: BySlot<Model>, slots: number): readonly Model[] {
  if (!Array.isArray(given)) return new Array<Model>(slots).fill(given as Model);
  if (given.length !== slots)
    throw new RangeError(`expected a model for each of ${slots} slots, found ${given.length}`);
  return given;
}
