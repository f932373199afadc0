/**
 * Brings a portfolio of long positions to wanted weights by market orders, sells before buys, so that the money of the
 * one is there for the other. For strategies that rebalance by schedule; the instruments are quoted in the account's
 * currency and cost their price a unit.
 *
 * What has no bar in the slice is left alone: its price is an old one. So everything ordered before has met a bar by the
 * time it is decided on again, and nothing is ordered twice.
 */
import type { OrderRequest, Side } from '../../model/order.ts';
import type { SliceContext } from '../strategy.ts';

/** `weights[slot]`: share of equity, ≥ 0. */
export function rebalance(
  { slice, portfolio, submit }: Pick<SliceContext, 'slice' | 'portfolio' | 'submit'>,
  weights: ArrayLike<number>,
): void {
  const { equity } = portfolio;
  const buys: OrderRequest[] = [];
  for (let slot = 0; slot < weights.length; slot++) {
    if (slice.present[slot] === 0) continue;
    const held = portfolio.quantity(slot);
    const difference = Math.max(0, weights[slot] * equity) / slice.close[slot] - held;
    // Less than a billionth of the account is rounding, not a decision.
    if (!(Math.abs(difference) * slice.close[slot] > Math.abs(equity) * 1e-9)) continue;
    const side: Side = difference > 0 ? 1 : -1;
    const quantity = Math.abs(difference);
    const intent = side > 0 ? 'entry' : 'exit';
    const request = { slot, side, type: 'market', quantity, intent } as const;
    if (side > 0) buys.push(request);
    else submit(request);
  }
  for (const request of buys) submit(request);
}
