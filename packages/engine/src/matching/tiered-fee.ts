/**
 * Maker and taker rates that fall with the turnover of the last 30 days, as crypto venues and futures brokers charge them.
 * Sizing expects the taker's rate of the lowest tier: what it buys can always be paid.
 */
import type { FeeModel, Liquidity } from '../model/cost.ts';
import type { Intent } from '../model/order.ts';

export interface FeeTier {
  /** Turnover from which the tier applies, base currency. */
  readonly from: number;
  /** Basis points of the notional; a rebate is < 0. */
  readonly makerBps: number;
  readonly takerBps: number;
}

export class TieredFee implements FeeModel {
  readonly #tiers: readonly FeeTier[];

  /** Rising in `from`, the first at 0. */
  constructor(tiers: readonly FeeTier[]) {
    const rises = tiers.every((tier, i) => (i === 0 ? tier.from === 0 : tier.from > tiers[i - 1].from));
    if (tiers.length === 0 || !rises) {
      throw new RangeError(`fee tiers must rise from 0, found ${tiers.map((tier) => tier.from).join(', ') || 'none'}`);
    }
    this.#tiers = tiers;
  }

  fee(
    quantity: number,
    price: number,
    multiplier: number,
    _intent: Intent,
    liquidity: Liquidity = 'taker',
    turnover = 0,
  ): number {
    const { makerBps, takerBps } = this.#tierAt(turnover);
    const bps = liquidity === 'maker' ? makerBps : takerBps;
    return (bps / 1e4) * quantity * Math.abs(price) * multiplier;
  }

  affordable(budget: number, price: number, multiplier: number): number {
    return Math.max(0, budget / (price * multiplier * (1 + this.#tiers[0].takerBps / 1e4)));
  }

  #tierAt(turnover: number): FeeTier {
    let [tier] = this.#tiers;
    for (const next of this.#tiers) if (turnover >= next.from) tier = next;
    return tier;
  }
}
