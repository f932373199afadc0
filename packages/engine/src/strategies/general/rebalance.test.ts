import { describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../model/order.ts';
import { Slice } from '../../model/slice.ts';
import { rebalance } from './rebalance.ts';

/** Orders as words, from holdings towards weights; all prices are 10, equity is 1000. */
function ordersOf(held: readonly number[], weights: readonly number[], present = held.map(() => 1), equity = 1000) {
  const slice = new Slice(held.length);
  slice.present.set(present);
  slice.close.fill(10);
  const orders: string[] = [];
  const submit = ({ slot, side, type, quantity, intent }: OrderRequest) =>
    orders.push(`${side > 0 ? 'buy' : 'sell'} ${quantity} of ${slot} ${type} ${intent}`);
  const portfolio = { equity, cash: 0, quantity: (slot: number) => held[slot], averagePrice: () => 10 };
  rebalance({ slice, portfolio, submit }, weights);
  return orders;
}

describe('rebalancing', () => {
  it('sells before it buys', () => {
    expect(ordersOf([0, 60, 40, 0], [0.5, 0.25, 0, 0.25])).toEqual([
      'sell 35 of 1 market exit',
      'sell 40 of 2 market exit',
      'buy 50 of 0 market entry',
      'buy 25 of 3 market entry',
    ]);
  });

  it('leaves alone what stands right, what has no bar, and what is only rounding', () => {
    expect(ordersOf([50, 50 + 1e-12, 0], [0.5, 0.5, 0.5], [1, 1, 0])).toEqual([]);
  });

  it('sells all and no more when the account has nothing left', () => {
    expect(ordersOf([50, 0], [0.5, 0.5], [1, 1], -100)).toEqual(['sell 50 of 0 market exit']);
  });
});
