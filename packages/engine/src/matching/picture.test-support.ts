/** Fills as pictures: rows of OHLC, orders beneath, the fills that come of them. */
import { ColumnSink } from '../backtest/column-sink.ts';
import { SliceFeed } from '../data/slice-feed.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import type { OrderRequest, OrderType } from '../model/order.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import { TradingEngine } from '../trading/engine.ts';
import { CostPrice, type Costs, LinearFee, noCosts } from './costs.ts';
import { type FillTiming, SimulatedVenue } from './simulated-venue.ts';

export interface Picture {
  /** One daily bar a row: `open high low close`. */
  readonly bars: readonly string[];
  /** `bar: buy|sell quantity market|limit|stop [price] [day] [exit]`, `bar: cancel id` or `bar: split ratio`. */
  readonly orders: readonly string[];
  readonly timing?: FillTiming;
  readonly costs?: Partial<Costs>;
}

/** Gives the picture's orders at the close of their bars, as a strategy does. */
function orderGiver(rows: readonly string[]): Strategy {
  return defineStrategy({
    id: 'order-giver',
    name: 'Order giver',
    assetClasses: ['equity'],
    instruments: ['X'],
    idea: 'Gives the orders of a picture.',
    source: 'test',
    maximumAgo: 0,
    parameters: {},
    columns: () => ({}),
    onSlice: ({ index, submit, cancel }) => {
      for (const row of rows.filter((one) => one.startsWith(`${index}:`))) {
        const [verb, amount, type, ...rest] = row.slice(row.indexOf(':') + 2).split(/\s+/);
        if (verb === 'cancel') cancel(Number(amount));
        if (verb === 'buy' || verb === 'sell') submit(requestOf(verb, Number(amount), type as OrderType, rest));
      }
    },
  });
}

function requestOf(verb: 'buy' | 'sell', quantity: number, type: OrderType, rest: readonly string[]): OrderRequest {
  return {
    slot: 0,
    side: verb === 'buy' ? 1 : -1,
    type,
    quantity,
    price: rest.map(Number).find((value) => !Number.isNaN(value)),
    intent: rest.includes('exit') ? 'exit' : 'entry',
    timeInForce: rest.includes('day') ? 'day' : 'gtc',
  };
}

/** The fills, each as `bar: signed quantity @ price`. */
export function runPicture({ bars, orders, timing = 'next_open', costs }: Picture): string[] {
  const history = barsOf(bars);
  const instruments = [instrument({ symbol: 'X' })];
  const model = { ...noCosts, ...costs };
  const fees = new LinearFee(model);
  const prices = new CostPrice(model);
  const engine = new TradingEngine({
    instruments,
    sessions: [
      {
        strategy: orderGiver(orders),
        parameters: {},
        instruments,
        slots: [0],
        baseCurrency: 'USD',
        capital: 1e6,
        allowShort: true,
      },
    ],
    venue: new SimulatedVenue({ instruments, fees, prices, timing }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: 'decision',
  });
  const sink = new ColumnSink(bars.length);
  const feed = new SliceFeed([history], [0], [history.length]);
  engine.sessions[0].bindHistory([history], [0]);
  const splits = orders.map((row) => /^(\d+): split (\d+)$/.exec(row)).filter((match) => match !== null);
  for (let bar = 0; feed.next(); bar++) {
    engine.process({ kind: 'slice', slice: feed.slice }, sink);
    for (const [, at, ratio] of splits) {
      const split = { kind: 'split', ts: feed.slice.ts, slot: 0, ratio: Number(ratio) } as const;
      if (Number(at) === bar) engine.process(split, sink);
    }
  }
  return sink.fills.map(({ ts, signedQuantity, price }) => {
    return `${ts / dayMs - 1}: ${signedQuantity} @ ${Number(price.toFixed(8))}`;
  });
}

function barsOf(rows: readonly string[]): BarColumns {
  const bars = allocateBars(rows.length);
  rows.forEach((row, i) => {
    const [open, high, low, close] = row.trim().split(/\s+/).map(Number);
    bars.ts[i] = (i + 1) * dayMs;
    bars.open[i] = open;
    bars.high[i] = high;
    bars.low[i] = low;
    bars.close[i] = close;
    bars.volume[i] = 1;
  });
  return bars;
}
