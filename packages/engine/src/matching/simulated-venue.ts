/**
 * The simulated venue: orders meet OHLC bars by stated, pessimistic rules.
 *
 *   market       fills at the open of the next bar of its instrument, or at the close of the bar it was given on
 *   others       fill where they lie on the path of the bar (bar-path.ts); stops pay slippage, limits never do
 *   one bar      market orders in the order given, then stops, then limits of an instrument: of a stop and a target within
 *                the range the stop is assumed to come first, unless finer bars of the instrument tell
 *   brackets     children live from the entry's fill, in the same bar
 *   volume       an order takes at most a share of the bar's volume, where one is set; the rest waits for the next bar
 *   time         day orders end with their day, those given at its end with the next session; ioc and fok have one
 *                chance, the open of their first bar (or its close with `same_close`)
 *   quotes       buys meet the ask and sells the bid, where bars have them
 *   latency      none, milliseconds or bars (arrivals.ts)
 *
 * Orders given on a bar never see that bar's range.
 */

import { isOpen } from '../execution/order-life.ts';
import { splitOrder } from '../execution/split-order.ts';
import type { Executor, Venue, VenueState } from '../execution/venue.ts';
import type { BarColumns, QuoteColumns } from '../model/bar.ts';
import { type BySlot, bySlot, type FeeModel, type PriceModel } from '../model/cost.ts';
import { floorToLot, type Instrument } from '../model/instrument.ts';
import type { Order, Side } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import { tradingDay } from '../time/periods.ts';
import { dayMs } from '../time/timeframe.ts';
import { Arrivals, type Latency } from './arrivals.ts';
import { BarPath, type LimitRule, limitFill, stopFill, stopLimitFill, trailingFill } from './bar-path.ts';
import { FinerBars } from './finer-bars.ts';

export type FillTiming = 'next_open' | 'same_close';

export interface SimulatedVenueOptions {
  readonly instruments: readonly Instrument[];
  readonly fees: BySlot<FeeModel>;
  readonly prices: BySlot<PriceModel>;
  /** When market orders fill. */
  readonly timing: FillTiming;
  /** Default `touched`. */
  readonly limits?: LimitRule;
  /** Largest share of a bar's volume that the account's orders take together; null = no limit. */
  readonly partialVolumeShare?: number | null;
  readonly latency?: Latency;
  /** Bars of a shorter timeframe by slot, where there are any. */
  readonly finer?: readonly (BarColumns | undefined)[];
  /** Length of the bars, where all have the same: an order given while the market pauses meets the first bar after it. */
  readonly barMs?: number;
}

export class SimulatedVenue implements Venue {
  readonly #instruments: readonly Instrument[];
  readonly #fees: readonly FeeModel[];
  readonly #prices: readonly PriceModel[];
  readonly #timing: FillTiming;
  readonly #limits: LimitRule;
  readonly #volumeShare: number | null;
  readonly #barMs: number;
  readonly #arrivals: Arrivals;
  readonly #finer: readonly (FinerBars | null)[];
  /** Both in the order in which they were given; closed orders leave when the slice is done. */
  readonly #market: Order[] = [];
  readonly #resting: Order[] = [];
  #dayOrders = 0;
  /** Days of the day orders given at the end of one: those of the first slices after them. */
  readonly #days = new Map<number, number>();
  #hasClosed = false;
  /** Moment of the latest slice. */
  #latest = Number.NEGATIVE_INFINITY;
  readonly #asks = new BarPath();
  readonly #bids = new BarPath();
  /** Volume taken and the slice it was taken from, by slot. */
  readonly #taken: Float64Array;
  readonly #takenAt: Float64Array;
  /** Slice in which the resting orders of a slot were last matched. */
  readonly #matchedAt: Float64Array;

  constructor(options: SimulatedVenueOptions) {
    const slots = options.instruments.length;
    this.#instruments = options.instruments;
    this.#fees = bySlot(options.fees, slots);
    this.#prices = bySlot(options.prices, slots);
    this.#timing = options.timing;
    this.#limits = options.limits ?? 'touched';
    this.#volumeShare = options.partialVolumeShare ?? null;
    this.#barMs = options.barMs ?? Number.POSITIVE_INFINITY;
    this.#arrivals = new Arrivals(options.latency ?? { ms: 0 });
    this.#finer = options.instruments.map((_, slot) => {
      const bars = options.finer?.[slot];
      return bars ? new FinerBars(bars) : null;
    });
    this.#taken = new Float64Array(slots);
    this.#takenAt = new Float64Array(slots).fill(Number.NaN);
    this.#matchedAt = new Float64Array(slots).fill(Number.NaN);
  }

  submit(order: Order): void {
    this.#arrivals.given(order);
    if (order.timeInForce === 'day') this.#dayOrders++;
    if (order.type === 'market') this.#market.push(order);
    else this.#resting.push(order);
  }

  cancel(order: Order, reason: string, executor: Executor, ts: number): void {
    this.#hasClosed = true;
    executor.end(order, 'cancelled', reason, ts);
  }

  onSlice(slice: Slice, executor: Executor): void {
    const previous = this.#latest;
    this.#latest = slice.ts;
    if (this.#market.length === 0 && this.#resting.length === 0) return;
    const start = Math.max(previous, slice.ts - this.#barMs);
    if (this.#dayOrders > 0) {
      this.#beginDays(slice.ts);
      this.onTick(slice.ts, executor);
    }
    // Market orders trade at the open, before the range of the bar is known.
    if (this.#timing === 'next_open' && this.#market.length > 0) this.#trade(slice, 'open', start, executor);
    if (this.#resting.length > 0) this.#meet(slice, start, executor);
    this.#arrivals.pass(slice, this.#market);
    this.#arrivals.pass(slice, this.#resting);
    if (this.#hasClosed) this.#forgetClosed();
  }

  onClose(slice: Slice, executor: Executor): void {
    if (this.#market.length === 0) return;
    if (this.#timing === 'same_close') this.#trade(slice, 'close', slice.ts, executor);
    if (this.#hasClosed) this.#forgetClosed();
  }

  passBy(bars: BarColumns, row: number): boolean {
    if (this.#market.length > 0 || this.#hasClosed) return false;
    const resting = this.#resting;
    if (resting.length > 0) {
      if (this.#dayOrders > 0 || bars.bid || bars.ask || !this.#arrivals.isIdle) return false;
      for (let k = 0; k < resting.length; k++) if (isReached(resting[k], bars, row)) return false;
    }
    this.#latest = bars.ts[row];
    return true;
  }

  onTick(ts: number, executor: Executor): void {
    if (this.#dayOrders === 0) return;
    const today = tradingDay(ts);
    for (const orders of [this.#market, this.#resting]) {
      for (const order of orders) {
        if (order.timeInForce !== 'day' || this.#dayOf(order) >= today || !isOpen(order)) continue;
        this.#expire(order, 'its day is over', ts, executor);
      }
    }
  }

  /** An order given at the end of a day, as at the close of a daily bar, is for the next session, whenever that comes. */
  #dayOf({ id, ts }: Order): number {
    return isDayEnd(ts) ? (this.#days.get(id) ?? Number.POSITIVE_INFINITY) : tradingDay(ts);
  }

  #beginDays(ts: number): void {
    for (const orders of [this.#market, this.#resting]) {
      for (const { id, timeInForce, ts: given } of orders) {
        if (timeInForce === 'day' && isDayEnd(given) && given < ts && !this.#days.has(id)) {
          this.#days.set(id, tradingDay(ts));
        }
      }
    }
  }

  onSplit(slot: number, ratio: number): void {
    for (const orders of [this.#market, this.#resting]) {
      for (const order of orders) if (order.slot === slot) splitOrder(order, ratio);
    }
  }

  save(): VenueState {
    const ids = (orders: readonly Order[]) => orders.filter(isOpen).map((order) => order.id);
    return {
      market: ids(this.#market),
      resting: ids(this.#resting),
      arrivals: this.#arrivals.save(),
      latest: this.#latest,
      days: [...this.#days].flat(),
    };
  }

  load(state: VenueState, orders: ReadonlyMap<number, Order>): void {
    this.#market.length = 0;
    this.#resting.length = 0;
    this.#dayOrders = 0;
    for (const id of [...(state.market as number[]), ...(state.resting as number[])]) {
      const order = orders.get(id);
      if (!order) throw new Error(`the saved venue holds order ${id}: expected it among the open orders`);
      this.submit(order);
    }
    this.#arrivals.load(state.arrivals as number[]);
    this.#latest = state.latest as number;
    this.#days.clear();
    const days = state.days as number[];
    for (let k = 0; k < days.length; k += 2) this.#days.set(days[k], days[k + 1]);
  }

  /** Market orders at one price of the bar. */
  #trade(slice: Slice, at: 'open' | 'close', moment: number, executor: Executor): void {
    // What is submitted meanwhile is a child of one of these and no market order.
    for (const order of this.#market) {
      const { slot, side } = order;
      if (slice.present[slot] === 0 || !isOpen(order) || !this.#arrivals.hasArrived(order, moment)) continue;
      const reference = slice[at][slot];
      const quotes = side > 0 ? slice.ask : slice.bid;
      const quote = quotes === null ? Number.NaN : quotes[at][slot];
      this.#execute(order, Number.isNaN(quote) ? reference : quote, reference, slice, executor);
    }
  }

  /** Resting orders along the range of the bar. */
  #meet(slice: Slice, start: number, executor: Executor): void {
    const resting = this.#resting;
    const before = resting.length;
    for (let k = 0; k < before; k++) {
      const { slot } = resting[k];
      if (slice.present[slot] === 0 || this.#matchedAt[slot] === slice.ts || !mayFill(resting[k], slice)) continue;
      this.#matchedAt[slot] = slice.ts;
      this.#walk(slot, slice, start, executor);
    }
  }

  /** One slot along its bar, or along the finer bars inside it. */
  #walk(slot: number, slice: Slice, start: number, executor: Executor): void {
    const finer = this.#finer[slot];
    if (finer?.within(start, slice.ts)) {
      for (; !finer.isDone; finer.next()) {
        finer.read(this.#asks, 1);
        finer.read(this.#bids, -1);
        this.#match(slot, slice, start, executor);
      }
      return;
    }
    readSlice(this.#asks, slice, slot, 1);
    readSlice(this.#bids, slice, slot, -1);
    this.#match(slot, slice, start, executor);
  }

  /** The orders that were there when the bar began; then those born inside it, until none is born any more. */
  #match(slot: number, slice: Slice, start: number, executor: Executor): void {
    let from = 0;
    let to = this.#resting.length;
    while (from < to) {
      this.#pass(slot, true, from, to, slice, start, executor);
      this.#pass(slot, false, from, to, slice, start, executor);
      from = to;
      to = this.#resting.length;
    }
  }

  /** Stops (or limits) among the resting orders [from, to); those not from 0 were born inside the bar. */
  #pass(slot: number, stops: boolean, from: number, to: number, slice: Slice, start: number, executor: Executor): void {
    for (let k = from; k < to; k++) {
      const order = this.#resting[k];
      if (order.slot !== slot || (order.type === 'limit') === stops || !isOpen(order)) continue;
      if (!this.#arrivals.hasArrived(order, start)) continue;
      const price = this.#fillPrice(order, from > 0);
      if (!Number.isNaN(price)) this.#execute(order, price, price, slice, executor);
      if (isImmediate(order) && isOpen(order)) this.#expire(order, 'not filled at once', slice.ts, executor);
    }
  }

  #fillPrice(order: Order, isInside: boolean): number {
    const bar = order.side > 0 ? this.#asks : this.#bids;
    switch (order.type) {
      case 'limit': {
        const price = limitFill(order, order.price, bar, this.#limits, isInside);
        // At once means at the open: what the range brings later comes too late.
        return isImmediate(order) && price !== bar.open ? Number.NaN : price;
      }
      case 'stop':
        return stopFill(order, bar, isInside);
      case 'stop_limit':
        return stopLimitFill(order, bar, this.#limits, isInside);
      default:
        return trailingFill(order, bar, isInside);
    }
  }

  /** Carries out what the bar's volume allows, at `base` moved by the price model; limits keep what they promise. */
  #execute(order: Order, base: number, reference: number, slice: Slice, executor: Executor): void {
    const { slot, intent } = order;
    const { ts } = slice;
    this.#hasClosed = true;
    const available = this.#available(slot, slice);
    if (Number.isNaN(available)) {
      executor.refuse(order, 'volume', `a share of the volume needs a volume, ${this.#nameOf(slot)} has none`, ts);
      return;
    }
    if (available === 0) {
      if (isImmediate(order)) this.#expire(order, 'no volume left', ts, executor);
      return;
    }
    const whole = executor.quantityAt(order, this.#price(order, base, 0, slice), ts);
    if (!(whole > 0)) return;
    if (order.timeInForce === 'fok' && whole > available) {
      this.#expire(order, 'not filled as a whole', ts, executor);
      return;
    }
    const quantity = Math.min(whole, available);
    const price = this.#price(order, base, quantity, slice);
    if (Number.isNaN(price)) {
      executor.refuse(order, 'price', `the cost model has no price for ${this.#nameOf(slot)} in this bar`, ts);
      return;
    }
    if (this.#volumeShare !== null) this.#taken[slot] += quantity;
    const liquidity = order.type === 'limit' && !isImmediate(order) ? 'maker' : 'taker';
    const { multiplier } = this.#instruments[slot];
    const turnover = executor.turnover(order, ts);
    const fee = this.#fees[slot].fee(quantity, price, multiplier, intent, liquidity, turnover);
    executor.fill(order, quantity, price, reference, fee, ts);
    if (isImmediate(order) && isOpen(order)) this.#expire(order, 'the rest was not filled at once', ts, executor);
  }

  #price(order: Order, base: number, quantity: number, slice: Slice): number {
    const { type, slot, side, intent } = order;
    if (type === 'limit' || (type === 'stop_limit' && base === order.limit)) return base;
    const volume = slice.volume[slot];
    const price = this.#prices[slot].price(base, side, intent, this.#instruments[slot], quantity, volume);
    if (type !== 'stop_limit') return price;
    return side > 0 ? Math.min(price, order.limit) : Math.max(price, order.limit);
  }

  /** What the bar's volume still allows, on the lot grid; NaN when it is not known. */
  #available(slot: number, slice: Slice): number {
    if (this.#volumeShare === null) return Number.POSITIVE_INFINITY;
    if (this.#takenAt[slot] !== slice.ts) {
      this.#takenAt[slot] = slice.ts;
      this.#taken[slot] = 0;
    }
    const left = this.#volumeShare * slice.volume[slot] - this.#taken[slot];
    return Number.isNaN(left) ? left : floorToLot(Math.max(0, left), this.#instruments[slot].lot);
  }

  #expire(order: Order, reason: string, ts: number, executor: Executor): void {
    this.#hasClosed = true;
    executor.end(order, 'expired', reason, ts);
  }

  #nameOf(slot: number): string {
    return this.#instruments[slot].symbol;
  }

  #forgetClosed(): void {
    this.#hasClosed = false;
    if (this.#market.length > 0) this.#keepOpen(this.#market);
    if (this.#resting.length > 0) this.#keepOpen(this.#resting);
  }

  #keepOpen(orders: Order[]): void {
    let kept = 0;
    for (const order of orders) {
      if (isOpen(order)) {
        orders[kept++] = order;
      } else {
        this.#arrivals.forget(order);
        if (order.timeInForce !== 'day') continue;
        this.#dayOrders--;
        this.#days.delete(order.id);
      }
    }
    // Not by `length`: that gives the memory back, and the next order would have to ask for it again.
    while (orders.length > kept) orders.pop();
  }
}

function isDayEnd(ts: number): boolean {
  return ts % dayMs === 0;
}

function isImmediate({ timeInForce }: Order): boolean {
  return timeInForce === 'ioc' || timeInForce === 'fok';
}

/** False when the bar of a slice certainly leaves the order alone: most bars, most orders. */
function mayFill(order: Order, slice: Slice): boolean {
  return slice.bid !== null || isReached(order, slice, order.slot);
}

/** Whether the range in this place reaches the order's price; of orders that follow the market always. */
function isReached({ type, side, price, timeInForce }: Order, prices: QuoteColumns, place: number): boolean {
  if (timeInForce === 'ioc' || timeInForce === 'fok') return true;
  if (type === 'limit') return side > 0 ? prices.low[place] <= price : prices.high[place] >= price;
  if (type === 'stop') return side > 0 ? prices.high[place] >= price : prices.low[place] <= price;
  return true;
}

function readSlice(into: BarPath, slice: Slice, slot: number, side: Side): void {
  const quotes = side > 0 ? slice.ask : slice.bid;
  const prices = quotes !== null && !Number.isNaN(quotes.open[slot]) ? quotes : slice;
  into.open = prices.open[slot];
  into.high = prices.high[slot];
  into.low = prices.low[slot];
  into.close = prices.close[slot];
}
