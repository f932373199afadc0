/** Fills as pictures: rows of OHLC, orders beneath, the fills that come of them. */
import { ColumnSink } from '../backtest/column-sink.ts';
import { SliceFeed } from '../data/slice-feed.ts';
import { allocateBars, type BarColumns, type QuoteColumns } from '../model/bar.ts';
import type { PriceModel } from '../model/cost.ts';
import { type Instrument, instrument } from '../model/instrument.ts';
import type { Bracket, Distance, Level, Order, OrderRequest, OrderType, TimeInForce } from '../model/order.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import { TradingEngine } from '../trading/engine.ts';
import { CostPrice, type Costs, LinearFee, noCosts } from './costs.ts';
import { SimulatedVenue, type SimulatedVenueOptions } from './simulated-venue.ts';

export interface Picture extends Partial<Omit<SimulatedVenueOptions, 'instruments' | 'prices' | 'finer'>> {
  /** One daily bar a row: `open high low close [xVolume] [/ bid OHLC / ask OHLC]`. */
  readonly bars: readonly string[];
  /**
   * `bar: buy|sell quantity type [price] [words]`, given at the close of that bar. Words: limit=106 trail=5 trail=2% day ioc
   * fok exit reduce oco=name, and of a bracket stop=95 target=110 trailing=3% (a price, `~` an offset, `%` of the fill).
   * Or `bar: cancel id`, `bar: split ratio`.
   */
  readonly orders: readonly string[];
  readonly costs?: Partial<Costs>;
  readonly prices?: PriceModel;
  readonly instrument?: Partial<Instrument>;
  /** Bars inside each bar, in equal parts of the day. */
  readonly finer?: readonly (readonly string[])[];
}

/** The fills, each as `bar: signed quantity @ price`. */
export function runPicture(picture: Picture): string[] {
  return run(picture).sink.fills.map(({ ts, signedQuantity, price }) => {
    return `${ts / dayMs - 1}: ${Number(signedQuantity.toFixed(8))} @ ${Number(price.toFixed(8))}`;
  });
}

/** How orders ended that did not fill wholly, each as `bar: id status, reason`. */
export function endsOf(picture: Picture): string[] {
  return run(picture).sink.ends;
}

/** Fees of the fills. */
export function feesOf(picture: Picture): number[] {
  return run(picture).sink.fills.map(({ fee }) => Number(fee.toFixed(8)));
}

class PictureSink extends ColumnSink {
  readonly ends: string[] = [];

  override order(order: Order, ts = 0): void {
    super.order(order);
    if (order.reason) this.ends.push(`${ts / dayMs - 1}: ${order.id} ${order.status}, ${order.reason}`);
  }

  override refusal(refusal: Parameters<ColumnSink['refusal']>[0]): void {
    super.refusal(refusal);
    this.ends.push(`${refusal.ts / dayMs - 1}: ${refusal.order.id} refused, ${refusal.reason}`);
  }
}

function run({ bars, orders, costs, prices, timing = 'next_open', instrument: given, finer, ...options }: Picture) {
  const history = barsOf(bars);
  const instruments = [instrument({ symbol: 'X', ...given })];
  const model = { ...noCosts, ...costs };
  const fees = options.fees ?? new LinearFee(model);
  const priceModel = prices ?? new CostPrice(model);
  const inside = finer && [finerBarsOf(finer)];
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
    venue: new SimulatedVenue({ ...options, instruments, fees, prices: priceModel, timing, finer: inside }),
    fees,
    prices: priceModel,
    sizer: fractionOfEquity,
    sizing: 'decision',
  });
  const sink = new PictureSink(bars.length);
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
  return { sink };
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
  const words = new Map(rest.filter((word) => word.includes('=')).map((word) => word.split('=') as [string, string]));
  const limit = words.get('limit');
  const trail = words.get('trail');
  return {
    slot: 0,
    side: verb === 'buy' ? 1 : -1,
    type,
    quantity,
    price: rest.map(Number).find((value) => !Number.isNaN(value)),
    limit: limit === undefined ? undefined : Number(limit),
    trail: trail === undefined ? undefined : distanceOf(trail),
    intent: rest.includes('exit') ? 'exit' : 'entry',
    timeInForce: (['day', 'ioc', 'fok'] as const).find((one) => rest.includes(one)) ?? ('gtc' satisfies TimeInForce),
    reduceOnly: rest.includes('reduce'),
    bracket: bracketOf(words),
    oco: words.get('oco'),
  };
}

function bracketOf(words: ReadonlyMap<string, string>): Bracket | undefined {
  const [stop, target, trailing] = ['stop', 'target', 'trailing'].map((word) => words.get(word));
  if (!stop && !target && !trailing) return undefined;
  return {
    ...(stop && { stopLoss: levelOf(stop) }),
    ...(target && { takeProfit: levelOf(target) }),
    ...(trailing && { trailingStop: distanceOf(trailing) }),
  };
}

function levelOf(word: string): Level {
  return /^[\d.]+$/.test(word) ? { price: Number(word) } : distanceOf(word.replace('~', ''));
}

function distanceOf(word: string): Distance {
  return word.endsWith('%') ? { fraction: Number(word.slice(0, -1)) / 100 } : { offset: Number(word) };
}

function barsOf(rows: readonly string[], ts = (row: number) => (row + 1) * dayMs): BarColumns {
  const bars = allocateBars(rows.length);
  const bid = allocateBars(rows.length);
  const ask = allocateBars(rows.length);
  for (const [i, row] of rows.entries()) {
    const [traded, bids, asks] = row.split('/');
    bars.ts[i] = ts(i);
    bars.volume[i] = Number(/x(\S+)/.exec(traded)?.[1] ?? Number.NaN);
    show(bars, i, traded);
    show(bid, i, bids ?? '');
    show(ask, i, asks ?? '');
  }
  return rows.some((row) => row.includes('/')) ? { ...bars, bid, ask } : bars;
}

function finerBarsOf(inside: readonly (readonly string[])[]): BarColumns {
  const moments = inside.flatMap((rows, day) => rows.map((_, k) => (day + (k + 1) / rows.length) * dayMs));
  return barsOf(inside.flat(), (row) => moments[row]);
}

function show(into: QuoteColumns, i: number, text: string): void {
  const [open, high, low, close] = text.trim().split(/\s+/).map(Number);
  into.open[i] = text.trim() === '' ? Number.NaN : open;
  into.high[i] = high ?? Number.NaN;
  into.low[i] = low ?? Number.NaN;
  into.close[i] = close ?? Number.NaN;
}
