/**
 * Random markets for properties of the whole engine: four instruments in two currencies, cash and margined books, a session
 * that gives orders of every kind, one that follows targets with protective stops, and everything that can happen between
 * bars. All chance is drawn from the seed and the number of the event, so a run can be taken up anywhere.
 */

import { SliceFeed } from '../data/slice-feed.ts';
import { sma } from '../indicators/sma.ts';
import { LinearFee, noCosts } from '../matching/costs.ts';
import { SimulatedVenue, type SimulatedVenueOptions } from '../matching/simulated-venue.ts';
import { AddedSlippage, TickSlippage, VolumeShareSlippage } from '../matching/slippage.ts';
import { TieredFee } from '../matching/tiered-fee.ts';
import type { BarColumns } from '../model/bar.ts';
import { allocateBars } from '../model/bar.ts';
import type { EngineEvent } from '../model/event.ts';
import { type Instrument, instrument } from '../model/instrument.ts';
import type { Bracket, OrderRequest, OrderType, Side } from '../model/order.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { Random, seedOf } from '../statistics/random.ts';
import { defineStrategy, type SliceContext, type Strategy } from '../strategies/strategy.ts';
import { TradingEngine } from './engine.ts';

const hourMs = 3_600_000;

export const instruments: readonly Instrument[] = [
  instrument({ symbol: 'SHARE', tick: 0.01, lot: 1, borrowBps: 300 }),
  instrument({ symbol: 'AKTIE', currency: 'EUR', tick: 0.01, borrowBps: 50 }),
  instrument({
    symbol: 'FUTURE',
    assetClass: 'future',
    tick: 0.25,
    lot: 1,
    multiplier: 20,
    margin: { per: 'unit', initial: 500, maintenance: 400 },
  }),
  instrument({
    symbol: 'PERPETUAL',
    assetClass: 'crypto_perpetual',
    currency: 'EUR',
    tick: 0.01,
    multiplier: 5,
    margin: { per: 'notional', initial: 0.1, maintenance: 0.05 },
  }),
];

export interface Market {
  readonly seed: number;
  readonly timing: SimulatedVenueOptions['timing'];
  readonly leverage: number | null;
  /** Of the one that gives orders at random: without a leverage nothing holds it back, and it must outlast its luck. */
  readonly capital: number;
  readonly venue: Partial<SimulatedVenueOptions>;
}

/** One of the settings the properties are tried with. */
export function marketOf(seed: number): Market {
  const chance = new Random(seedOf(seed, 'market'));
  const timing = chance.next() < 0.5 ? 'next_open' : 'same_close';
  const leverage = chance.next() < 0.5 ? null : 1 + 3 * chance.next();
  return {
    seed,
    timing,
    leverage,
    capital: leverage === null ? 10_000_000 : 1_000_000,
    venue: {
      limits: chance.next() < 0.5 ? 'touched' : 'traded_through',
      partialVolumeShare: chance.next() < 0.3 ? null : 0.1 + 0.4 * chance.next(),
      latency: [{ ms: 0 }, { bars: 1 }, { ms: hourMs / 2 }][chance.integer(3)],
    },
  };
}

/** An engine on rings, as a live account is. */
export function engineOf({ seed, timing, leverage, capital, venue }: Market): TradingEngine {
  const fees = [
    new LinearFee({ ...noCosts, feePerUnit: 0.005, feeMinimum: 1 }),
    new LinearFee({ ...noCosts, feeBps: 10 }),
    new LinearFee({ ...noCosts, feePerUnit: 2 }),
    new TieredFee([
      { from: 0, makerBps: 2, takerBps: 5 },
      { from: 50_000, makerBps: -1, takerBps: 3 },
    ]),
  ];
  const prices = new AddedSlippage([new TickSlippage(1), new VolumeShareSlippage(0.1)]);
  const shared = { instruments, baseCurrency: 'USD', allowShort: true };
  const engine = new TradingEngine({
    instruments,
    sessions: [
      { ...shared, strategy: orderGiver(seed, capital), parameters: {}, slots: [0, 1, 2, 3], capital },
      { ...shared, strategy: follower, parameters: {}, slots: [0, 1, 3], capital: 50_000 },
    ],
    venue: new SimulatedVenue({ ...venue, instruments, fees, prices, timing }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: timing === 'next_open' ? 'fill' : 'decision',
    leverage,
  });
  for (const session of engine.sessions) session.bindRings();
  return engine;
}

/** The events of a run: slices, and in between whatever can happen. A slice is valid until the next one. */
export function* eventsOf({ seed, capital }: Market, count: number): Generator<EngineEvent> {
  const history = instruments.map((one, slot) => barsOf(one, slot, seed, count));
  const feed = new SliceFeed(
    history,
    history.map(() => 0),
    history.map((bars) => bars.length),
  );
  // Prices do not follow splits: every one is taken back by the next, or positions would grow without end.
  const splits = instruments.map(() => 2);
  yield { kind: 'fx', ts: 0, currency: 'EUR', rate: 1.1 };
  for (let number = 1; number < count; number++) {
    const chance = new Random(seedOf(seed, 'event', number));
    const between =
      feed.slice.ts > 0 && chance.next() < 0.4 ? happening(chance, feed.slice.ts + 60_000, capital) : null;
    if (between?.kind === 'split') {
      splits[between.slot] = 1 / splits[between.slot];
      yield { ...between, ratio: splits[between.slot] };
    } else if (between) yield between;
    else if (feed.next()) yield { kind: 'slice', slice: feed.slice };
    else return;
  }
}

function happening(chance: Random, ts: number, capital: number): EngineEvent {
  const slot = chance.integer(instruments.length);
  switch (chance.integer(10)) {
    case 0:
      return { kind: 'dividend', ts, slot, perUnit: chance.next() };
    case 1:
      return { kind: 'split', ts, slot, ratio: 1 };
    case 2:
      return { kind: 'funding', ts, slot: 3, rate: 0.002 * (chance.next() - 0.5) };
    case 3:
      return { kind: 'fx', ts, currency: 'EUR', rate: 0.9 + 0.4 * chance.next() };
    case 4:
      return { kind: 'tick', ts };
    case 5:
      return {
        kind: 'halt',
        ts,
        latch: (['halted', 'reduce_only', 'normal', 'normal'] as const)[chance.integer(4)],
        reason: 'chance',
      };
    case 6:
      return { kind: 'cancel', ts, orderId: chance.integer(2000) };
    case 7:
      return { kind: 'settlement', ts, slot, price: 50 + 100 * chance.next() };
    default:
      return { kind: 'submit', ts, session: 0, request: requestOf(chance, slot, capital, 100) };
  }
}

function barsOf({ tick }: Instrument, slot: number, seed: number, count: number): BarColumns {
  const chance = new Random(seedOf(seed, 'bars', slot));
  const bars = allocateBars(count);
  const snap = (price: number) => Math.max(tick, Math.round(price / tick) * tick);
  let close = 100;
  let ts = 0;
  for (let i = 0; i < count; i++) {
    // Instruments pause now and then, each by itself.
    ts += hourMs * (chance.next() < 0.1 ? 2 + chance.integer(20) : 1);
    const open = snap(close * (1 + 0.01 * chance.normal()));
    // Drawn back to where it began, or a long walk would end at nothing.
    close = snap(open * (1 + 0.02 * chance.normal()) + 0.02 * (100 - open));
    bars.ts[i] = ts;
    bars.open[i] = open;
    bars.high[i] = snap(Math.max(open, close) * (1 + 0.01 * chance.next()));
    bars.low[i] = snap(Math.min(open, close) * (1 - 0.01 * chance.next()));
    bars.close[i] = close;
    bars.volume[i] = Math.floor(2000 * chance.next());
  }
  return bars;
}

/** Gives orders of every kind at random; looks at a column and at what is open, so that both must survive a restart. */
function orderGiver(seed: number, capital: number): Strategy {
  return defineStrategy({
    id: 'order-giver',
    name: 'Order giver',
    assetClasses: ['equity'],
    instruments: ['SHARE'],
    idea: 'Gives orders of every kind at random.',
    source: 'test',
    maximumAgo: 0,
    parameters: {},
    columns: ({ close }) => ({ average: sma(close, 5) }),
    onSlice: (context) => giveOrders(context, seed, capital),
  });
}

function giveOrders(
  { slice, index, columns, submit, cancel, openOrders }: SliceContext,
  seed: number,
  capital: number,
): void {
  const chance = new Random(seedOf(seed, 'orders', index));
  const resting = openOrders();
  // Nobody waits for hundreds of orders; what is oldest goes.
  for (const order of resting.slice(0, Math.max(0, resting.length - 12))) cancel(order.id);
  if (resting.length > 0 && chance.next() < 0.2) cancel(resting[chance.integer(resting.length)].id);
  for (let k = chance.integer(3); k > 0; k--) {
    const slot = chance.integer(instruments.length);
    const price = slice.close[slot];
    if (!Number.isNaN(price)) submit(requestOf(chance, slot, capital, price, columns[slot].average.now));
  }
}

const types: readonly OrderType[] = ['market', 'limit', 'stop', 'stop_limit', 'trailing_stop'];

function requestOf(chance: Random, slot: number, capital: number, price: number, average = price): OrderRequest {
  const side: Side = chance.next() < (price > average ? 0.4 : 0.6) ? 1 : -1;
  const type = types[chance.integer(types.length)];
  const near = () => price * (1 + 0.02 * (chance.next() - 0.5));
  const isUnsized = chance.next() < 0.1;
  const reduceOnly = !isUnsized && chance.next() < 0.2;
  const waits = type !== 'market' && type !== 'limit';
  return {
    slot,
    side,
    type,
    quantity: isUnsized ? null : 1 + chance.integer(slot === 2 ? 3 : 60),
    exposure: isUnsized ? (20_000 / capital) * (chance.next() + 0.01) : undefined,
    price: type === 'market' || (type === 'trailing_stop' && chance.next() < 0.5) ? undefined : near(),
    limit: type === 'stop_limit' ? near() : undefined,
    trail: type === 'trailing_stop' ? { fraction: 0.005 + 0.02 * chance.next() } : undefined,
    intent: reduceOnly ? 'exit' : 'entry',
    timeInForce: (waits ? (['gtc', 'day'] as const) : (['gtc', 'day', 'ioc', 'fok'] as const))[
      chance.integer(waits ? 2 : 4)
    ],
    reduceOnly,
    bracket: !reduceOnly && chance.next() < 0.4 ? bracketOf(chance, price, side) : undefined,
    oco: chance.next() < 0.3 ? `pair-${slot}-${chance.integer(3)}` : undefined,
  };
}

function bracketOf(chance: Random, price: number, side: Side): Bracket {
  const stop = 0.005 + 0.02 * chance.next();
  const kind = chance.integer(4);
  return {
    ...(kind !== 1 && {
      stopLoss: [{ fraction: stop }, { offset: price * stop }, { price: price * (1 - side * stop) }][chance.integer(3)],
    }),
    ...(kind !== 0 && { takeProfit: { fraction: 0.01 + 0.02 * chance.next() } }),
    ...(kind === 3 && { trailingStop: { fraction: 0.015 } }),
  };
}

const follower = defineStrategy({
  id: 'follower',
  name: 'Follower',
  assetClasses: ['equity'],
  instruments: ['SHARE'],
  idea: 'On the side of a short average, until a stop or a target ends it.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: ({ close }) => ({ fast: sma(close, 3), slow: sma(close, 9) }),
  target: ({ fast, slow }) => (fast.now > slow.now ? 0.5 : fast.now < slow.now ? -0.5 : 0),
  protection: () => ({ stopLoss: 0.02, takeProfit: 0.04, trailingStop: 0.03 }),
});
