/** What a fill costs: fees in money, and the distance between the reference price and the price paid. */
import type { FeeModel, PriceModel } from '../model/cost.ts';
import type { Intent, Side } from '../model/order.ts';

/** All numbers ≥ 0. */
export interface Costs {
  /** Fee on the notional, basis points. */
  readonly feeBps: number;
  readonly feePerUnit: number;
  readonly feePerOrder: number;
  /** Smallest fee of an execution that has any fee. */
  readonly feeMinimum: number;
  /** Whether exits pay a fee too. */
  readonly chargedOn: 'both' | 'entry';
  /** Market impact and delay, basis points of the price, on entry and exit. */
  readonly slippageBps: number;
  /** Quoted spread, basis points, paid once a round trip: in full by the entry, while the exit gets the bar's price. */
  readonly spreadBps: number;
}

export const noCosts: Costs = {
  feeBps: 0,
  feePerUnit: 0,
  feePerOrder: 0,
  feeMinimum: 0,
  chargedOn: 'both',
  slippageBps: 0,
  spreadBps: 0,
};

/** All costs times `factor`, for the cost stress. */
export function scaleCosts(costs: Costs, factor: number): Costs {
  return {
    feeBps: costs.feeBps * factor,
    feePerUnit: costs.feePerUnit * factor,
    feePerOrder: costs.feePerOrder * factor,
    feeMinimum: costs.feeMinimum * factor,
    chargedOn: costs.chargedOn,
    slippageBps: costs.slippageBps * factor,
    spreadBps: costs.spreadBps * factor,
  };
}

/** fee = max(minimum, perOrder + perUnit · quantity + rate · |notional|). */
export class LinearFee implements FeeModel {
  readonly #costs: Costs;
  readonly #rate: number;

  constructor(costs: Costs) {
    this.#costs = costs;
    this.#rate = costs.feeBps / 1e4;
  }

  fee(quantity: number, price: number, multiplier: number, intent: Intent): number {
    const { feePerOrder, feePerUnit, feeMinimum, chargedOn } = this.#costs;
    if (intent === 'exit' && chargedOn === 'entry') return 0;
    const fee = feePerOrder + feePerUnit * quantity + this.#rate * quantity * Math.abs(price) * multiplier;
    return Math.max(fee, feeMinimum);
  }

  affordable(budget: number, price: number, multiplier: number): number {
    const { feePerOrder, feePerUnit, feeMinimum } = this.#costs;
    const unit = price * multiplier;
    const quantity = Math.max(0, (budget - feePerOrder) / (unit + feePerUnit + this.#rate * unit));
    const belowMinimum = feeMinimum > 0 && this.fee(quantity, price, multiplier, 'entry') === feeMinimum;
    return belowMinimum ? Math.max(0, (budget - feeMinimum) / unit) : quantity;
  }
}

/** A fee given as a function, for rules the linear one cannot express. */
export class CustomFee implements FeeModel {
  readonly #fee: (quantity: number, price: number, intent: Intent) => number;

  constructor(fee: (quantity: number, price: number, intent: Intent) => number) {
    this.#fee = fee;
  }

  fee(quantity: number, price: number, _multiplier: number, intent: Intent): number {
    return this.#fee(quantity, price, intent);
  }

  affordable(budget: number, price: number, multiplier: number): number {
    // Fees are a small share of the notional: q ← (budget − fee(q)) / unit contracts by that share in each round.
    const unit = price * multiplier;
    let quantity = budget / unit;
    for (let round = 0; round < 16; round++) {
      quantity = Math.max(0, (budget - this.#fee(quantity, price, 'entry')) / unit);
    }
    return quantity;
  }
}

export class CostPrice implements PriceModel {
  readonly #slippage: number;
  readonly #spread: number;

  constructor(costs: Costs) {
    this.#slippage = costs.slippageBps / 1e4;
    this.#spread = costs.spreadBps / 1e4;
  }

  price(reference: number, side: Side, intent: Intent): number {
    const against = intent === 'entry' ? this.#slippage + this.#spread : this.#slippage;
    // Below zero, as oil once was, more to pay is nearer to zero.
    return against === 0 ? reference : reference * (1 + (reference < 0 ? -side : side) * against);
  }
}
