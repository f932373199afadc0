import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../../tests/shared-data.ts';
import type { BarColumns } from '../../model/bar.ts';
import type { Order, OrderRequest } from '../../model/order.ts';
import { Slice } from '../../model/slice.ts';
import { barsOfRows, capital, type Expected, expectedOf, rounded } from '../expected-run.test-support.ts';
import type { ParameterValues } from '../parameters.ts';
import { marketMaking } from './market-making.ts';

const minuteMs = 60_000;
const defaults = { spreadBps: 10, maxInventory: 100, quoteSize: 10, skew: 1, direction: 'long_short' };

/** Two quotes a bar, without fees: a touched quote fills at its price, or at the open when that is better. */
function plainMaker({ length, open, high, low, close }: BarColumns, spreadBps: number, maxInventory: number): Expected {
  let cash = capital;
  let inventory = 0;
  let trades = 0;
  let peak = capital;
  let maxDrawdown = 0;
  let equity = capital;
  for (let i = 0; i < length; i++) {
    if (i > 0) {
      const half = ((spreadBps / 10_000) * close[i - 1]) / 2;
      const full = inventory / maxInventory;
      const bid = close[i - 1] - half - half * full;
      const ask = close[i - 1] + half - half * full;
      const canBuy = inventory < maxInventory;
      const canSell = inventory > -maxInventory;
      if (canBuy && low[i] <= bid) {
        if (inventory < 0) trades++;
        inventory += 10;
        cash -= 10 * Math.min(open[i], bid);
      }
      if (canSell && high[i] >= ask) {
        if (inventory > 0) trades++;
        inventory -= 10;
        cash += 10 * Math.max(open[i], ask);
      }
    }
    equity = cash + inventory * close[i];
    peak = Math.max(peak, equity);
    maxDrawdown = Math.min(maxDrawdown, equity / peak - 1);
  }
  return rounded({ trades, totalReturn: equity / capital - 1, maxDrawdown });
}

describe.skipIf(!hasSharedData)('market making on SPY, minutes of five sessions, without fees', () => {
  const spy = () => barsOfRows(sharedRows('equities/spy_1m_2013_10.csv'), minuteMs);

  it('has its expected statistics', () => {
    expect(expectedOf(marketMaking, [spy()], {}, { feeBps: 0 })).toEqual({
      trades: 327,
      totalReturn: 0.001093059,
      maxDrawdown: -0.001117298,
    });
  });

  it.each([
    [10, 100],
    [5, 50],
    [20, 200],
  ])('trades as the rule worked out plainly: %i basis points, %i units', (spreadBps, maxInventory) => {
    const bars = spy();
    const statistics = expectedOf(marketMaking, [bars], { spreadBps, maxInventory }, { feeBps: 0 });
    expect(statistics).toEqual(plainMaker(bars, spreadBps, maxInventory));
  });
});

describe('market making', () => {
  /** Quotes as pictures: `buy 10 at 999.5`, reducing ones with `exit`. */
  function quotesOf(inventory: number, parameters: ParameterValues = defaults, present = 1) {
    const slice = new Slice(1);
    slice.present[0] = present;
    slice.close[0] = 1000;
    const quotes: string[] = [];
    const cancelled: number[] = [];
    marketMaking.onSlice?.({
      slice,
      index: 0,
      parameters,
      columns: [{}],
      portfolio: { equity: capital, cash: capital, quantity: () => inventory, averagePrice: () => 1000 },
      openOrders: () => [{ id: 7, slot: 0 } as Order],
      cancel: (id) => cancelled.push(id),
      submit: ({ side, quantity, price, type, intent }: OrderRequest) => {
        expect(type).toBe('limit');
        quotes.push(`${side > 0 ? 'buy' : 'sell'} ${quantity} at ${price}${intent === 'exit' ? ' exit' : ''}`);
        return quotes.length;
      },
    });
    return { quotes, cancelled };
  }

  it('quotes both sides around the price, and leans against what it holds', () => {
    expect(quotesOf(0).quotes).toEqual(['buy 10 at 999.5', 'sell 10 at 1000.5']);
    expect(quotesOf(50).quotes).toEqual(['buy 10 at 999.25', 'sell 10 at 1000.25 exit']);
    expect(quotesOf(-50, { ...defaults, skew: 0 }).quotes).toEqual(['buy 10 at 999.5 exit', 'sell 10 at 1000.5']);
  });

  it('never carries its inventory beyond the limit, nor turns it with one quote', () => {
    expect(quotesOf(100).quotes).toEqual(['sell 10 at 1000 exit']);
    expect(quotesOf(96).quotes).toEqual(['buy 4 at 999.02', 'sell 10 at 1000.02 exit']);
    expect(quotesOf(-3).quotes).toEqual(['buy 3 at 999.515 exit', 'sell 10 at 1000.515']);
  });

  it('sells only what it holds when it may not be short', () => {
    const longOnly = { ...defaults, direction: 'long_only' };
    expect(quotesOf(0, longOnly).quotes).toEqual(['buy 10 at 999.5']);
    expect(quotesOf(10, longOnly).quotes).toEqual(['buy 10 at 999.45', 'sell 10 at 1000.45 exit']);
  });

  it('replaces its quotes with every bar, and leaves them where there is none', () => {
    expect(quotesOf(0).cancelled).toEqual([7]);
    expect(quotesOf(0, defaults, 0)).toEqual({ quotes: [], cancelled: [] });
  });

  it('has the grid of the contract', () => {
    const { spreadBps, maxInventory, ...others } = marketMaking.parameters;
    expect([spreadBps.grid, maxInventory.grid]).toEqual([
      [5, 10, 20],
      [50, 100, 200],
    ]);
    for (const { grid } of Object.values(others)) expect(grid).toHaveLength(1);
  });
});
