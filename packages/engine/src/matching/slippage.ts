/** How far the price paid lies from the reference price, beside the basis points of `CostPrice`. */
import type { PriceModel } from '../model/cost.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Intent, Side } from '../model/order.ts';

/** So many ticks of the instrument against the trader. */
export class TickSlippage implements PriceModel {
  readonly #ticks: number;

  constructor(ticks: number) {
    this.#ticks = ticks;
  }

  price(reference: number, side: Side, _intent: Intent, { symbol, tick }: Instrument): number {
    if (!(tick > 0)) throw new RangeError(`slippage in ticks needs the tick of ${symbol}, found ${tick}`);
    return reference + side * this.#ticks * tick;
  }
}

/**
 * Market impact: price · (1 + side · coefficient · (quantity / volume)^exponent). Defaults to the square of the share, the
 * form zipline and LEAN use. A bar without a volume has no price.
 */
export class VolumeShareSlippage implements PriceModel {
  readonly #coefficient: number;
  readonly #exponent: number;

  constructor(coefficient: number, exponent = 2) {
    this.#coefficient = coefficient;
    this.#exponent = exponent;
  }

  price(
    reference: number,
    side: Side,
    _intent: Intent,
    _instrument: Instrument,
    quantity: number,
    volume: number,
  ): number {
    if (quantity === 0) return reference;
    const share = volume > 0 ? quantity / volume : Number.NaN;
    return reference * (1 + side * this.#coefficient * share ** this.#exponent);
  }
}

/** Several models at once: each moves the same reference price, the moves add up. */
export class AddedSlippage implements PriceModel {
  readonly #models: readonly PriceModel[];

  constructor(models: readonly PriceModel[]) {
    this.#models = models;
  }

  price(
    reference: number,
    side: Side,
    intent: Intent,
    instrument: Instrument,
    quantity: number,
    volume: number,
  ): number {
    let price = reference;
    for (const model of this.#models) {
      price += model.price(reference, side, intent, instrument, quantity, volume) - reference;
    }
    return price;
  }
}
