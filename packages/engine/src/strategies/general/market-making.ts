/**
 * Market making: quote a bid and an ask around the price and earn the distance between them from those who cannot wait.
 * The danger is inventory, so the quotes lean against it: holding too much, both move down until the ask stands at mid.
 *
 *   lean = inventory / maxInventory · skew           (−1 … 1)
 *   bid  = mid · (1 − spread/2 · (1 + lean)),   ask = mid · (1 + spread/2 · (1 − lean))
 *
 * Quotes are limit orders of `quoteSize` units that live for one slice. Bars carry no quotes: the close stands for mid. A
 * quote that reduces the inventory never turns it, and none may carry it beyond its limit. In a backtest on bars every
 * touch fills, which no queue grants: read its result as an upper bound.
 */
import type { OrderRequest, Side } from '../../model/order.ts';
import { choice, number } from '../parameters.ts';
import { defineStrategy } from '../strategy.ts';

export const marketMaking = defineStrategy({
  id: 'market-making',
  name: 'Market making with inventory skew',
  assetClasses: ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future'],
  idea: 'Those who must trade now pay for it; who quotes both sides and keeps the inventory small earns that payment.',
  source:
    'Ho and Stoll, Journal of Financial Economics 9 (1981); Avellaneda and Stoikov, Quantitative Finance 8 (2008)',
  instruments: ['SPY'],
  maximumAgo: 0,
  parameters: {
    spreadBps: number({
      default: 10,
      min: 0.1,
      max: 1000,
      grid: [5, 10, 20],
      description: 'Distance between bid and ask, basis points',
    }),
    maxInventory: number({
      default: 100,
      min: 1e-8,
      max: 1e9,
      grid: [50, 100, 200],
      description: 'Units held at most, long or short',
    }),
    quoteSize: number({ default: 10, min: 1e-8, max: 1e9, grid: [10], description: 'Units of a quote' }),
    skew: number({
      default: 1,
      min: 0,
      max: 1,
      grid: [1],
      description: 'How far a full inventory moves the quotes, in half spreads',
    }),
    direction: choice({
      default: 'long_short',
      choices: ['long_short', 'long_only'],
      grid: ['long_short'],
      description: 'Whether the inventory may be short',
    }),
  },
  conflict: ({ quoteSize, maxInventory }) =>
    quoteSize <= maxInventory
      ? null
      : `quoteSize (${quoteSize}) must not be larger than maxInventory (${maxInventory})`,
  columns: () => ({}),
  onSlice: ({ slice, columns, parameters, portfolio, openOrders, cancel, submit }) => {
    const { spreadBps, maxInventory, quoteSize, skew, direction } = parameters;
    for (const order of openOrders()) if (slice.present[order.slot] === 1) cancel(order.id);
    columns.forEach((_, slot) => {
      if (slice.present[slot] === 0) return;
      const mid = slice.close[slot];
      const half = (mid * spreadBps) / 2e4;
      const inventory = portfolio.quantity(slot);
      const lean = (inventory / maxInventory) * skew;
      const lowest = direction === 'long_short' ? -maxInventory : 0;
      const quotes = [
        quote(slot, 1, mid - half * (1 + lean), -inventory, maxInventory - inventory, quoteSize),
        quote(slot, -1, mid + half * (1 - lean), inventory, inventory - lowest, quoteSize),
      ];
      for (const request of quotes) if ((request.quantity as number) > 0) submit(request);
    });
  },
});

/** `reducible`: units that would close the inventory; `room`: units up to its limit on this side. */
function quote(
  slot: number,
  side: Side,
  price: number,
  reducible: number,
  room: number,
  quoteSize: number,
): OrderRequest {
  const reduces = reducible > 0;
  const quantity = Math.min(quoteSize, reduces ? reducible : room);
  return { slot, side, type: 'limit', quantity, price, intent: reduces ? 'exit' : 'entry' };
}
