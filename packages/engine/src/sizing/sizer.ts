/** From wanted exposure to units. */
import type { FeeModel } from '../model/cost.ts';
import { floorToLot, type Instrument } from '../model/instrument.ts';

export interface SizeRequest {
  /** Wanted share of equity, > 0; the side is the order's. */
  readonly exposure: number;
  /** Of the sub-account, in the instrument's currency. */
  readonly equity: number;
  /** Expected price per unit, slippage and spread inside. */
  readonly price: number;
  readonly instrument: Instrument;
  readonly fees: FeeModel;
}

/** Units to trade, ≥ 0, on the instrument's lot grid. */
export type Sizer = (request: SizeRequest) => number;

/** The largest quantity whose cost, entry fee included, is the wanted share of equity. */
export const fractionOfEquity: Sizer = ({ exposure, equity, price, instrument, fees }) => {
  const budget = exposure * equity;
  if (!(budget > 0 && price > 0)) return 0;
  return floorToLot(fees.affordable(budget, price, instrument.multiplier), instrument.lot);
};
