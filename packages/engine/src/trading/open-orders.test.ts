import { expect, it } from 'vitest';
import { ColumnSink } from '../backtest/column-sink.ts';
import { CostPrice, LinearFee, noCosts } from '../matching/costs.ts';
import { SimulatedVenue } from '../matching/simulated-venue.ts';
import { instrument } from '../model/instrument.ts';
import { Slice } from '../model/slice.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { TradingEngine } from './engine.ts';

it('shows a strategy those of its own orders that still rest, so that it need not remember them', () => {
  const seen: Record<string, number[][]> = { first: [], second: [] };
  const bidder = (id: 'first' | 'second', price: number): Strategy =>
    defineStrategy({
      id,
      name: id,
      assetClasses: ['equity'],
      instruments: ['X'],
      idea: 'Bids once.',
      source: 'test',
      maximumAgo: 0,
      parameters: {},
      columns: () => ({}),
      onSlice: ({ index, openOrders, submit }) => {
        seen[id].push(openOrders().map((order) => order.price));
        if (index === 0) submit({ slot: 0, side: 1, type: 'limit', quantity: 1, price, intent: 'entry' });
      },
    });
  const instruments = [instrument({ symbol: 'X' })];
  const [fees, prices] = [new LinearFee(noCosts), new CostPrice(noCosts)];
  const account = { parameters: {}, instruments, slots: [0], baseCurrency: 'USD', capital: 1000, allowShort: true };
  const engine = new TradingEngine({
    instruments,
    sessions: [bidder('first', 9), bidder('second', 5)].map((strategy) => ({ ...account, strategy })),
    venue: new SimulatedVenue({ instruments, fees, prices, timing: 'next_open' }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: 'decision',
  });
  for (const session of engine.sessions) session.bindRings();
  const slice = new Slice(1);
  const sink = new ColumnSink(3);
  for (const [ts, low] of [10, 10, 8].entries()) {
    slice.ts = ts + 1;
    slice.present[0] = 1;
    for (const field of ['open', 'high', 'close'] as const) slice[field][0] = 10;
    slice.low[0] = low;
    engine.process({ kind: 'slice', slice }, sink);
  }
  expect(seen).toEqual({ first: [[], [9], []], second: [[], [5], [5]] });
});
