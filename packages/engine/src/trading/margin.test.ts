/** Buying power, margin calls, the cost of borrowing and the passing of time, through the engine's one door. */
import { describe, expect, it } from 'vitest';
import { ColumnSink } from '../backtest/column-sink.ts';
import { CostPrice, LinearFee, noCosts } from '../matching/costs.ts';
import { SimulatedVenue } from '../matching/simulated-venue.ts';
import { type Instrument, instrument } from '../model/instrument.ts';
import type { OrderRequest } from '../model/order.ts';
import { Slice } from '../model/slice.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import { TradingEngine } from './engine.ts';

const idle = defineStrategy({
  id: 'idle',
  name: 'Idle',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Does nothing: a person gives the orders.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: () => ({}),
  onSlice: () => {},
});

/** An account of 1000 USD whose orders come from the test; each close is a bar of one price, a day apart. */
function account(
  given: Partial<Instrument>,
  leverage: number | null,
  others: readonly Instrument[] = [],
  closesOnMarginCall = true,
) {
  const instruments = [instrument({ symbol: 'X', ...given }), ...others];
  const fees = new LinearFee(noCosts);
  const prices = new CostPrice(noCosts);
  const slots = instruments.map((_, slot) => slot);
  const session = { strategy: idle, parameters: {}, instruments, slots, baseCurrency: 'USD', allowShort: true };
  const engine = new TradingEngine({
    instruments,
    sessions: [{ ...session, capital: 1000 }],
    venue: new SimulatedVenue({ instruments, fees, prices, timing: 'next_open' }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: 'decision',
    leverage,
    closesOnMarginCall,
  });
  engine.sessions[0].bindRings();
  const sink = new ColumnSink(100);
  const slice = new Slice(instruments.length);
  let day = 0;
  return {
    ledger: engine.sessions[0].ledger,
    sink,
    engine,
    close(...closes: readonly number[]) {
      slice.ts = ++day * dayMs;
      for (const [slot, price] of closes.entries()) {
        slice.present[slot] = 1;
        for (const field of ['open', 'high', 'low', 'close'] as const) slice[field][slot] = price;
      }
      engine.process({ kind: 'slice', slice }, sink);
    },
    give(quantity: number, more: Partial<OrderRequest> = {}) {
      const side = quantity > 0 ? 1 : -1;
      const request = {
        slot: 0,
        side,
        type: 'market',
        quantity: Math.abs(quantity),
        intent: 'entry',
        ...more,
      } as const;
      engine.process({ kind: 'submit', ts: slice.ts, session: 0, request }, sink);
    },
    quantities: () => sink.fills.map(({ signedQuantity }) => signedQuantity),
  };
}

describe('buying power', () => {
  it('refuses an order whose margin exceeds the equity, and lets the largest possible one leave', () => {
    const { close, give, quantities, sink } = account({}, 2);
    close(100);
    give(20.5);
    give(20);
    close(100);
    expect(quantities()).toEqual([20]);
    expect(sink.refusals).toMatchObject([
      { rule: 'buying_power', reason: 'the order would bind 1025.00, found equity of 1000.00' },
    ]);
  });

  it('counts what may still fill, the worse of both sides', () => {
    const { close, give, sink } = account({}, 1);
    close(100);
    give(6, { type: 'limit', price: 90 });
    give(5, { type: 'limit', price: 80 });
    give(-9, { type: 'limit', price: 110 });
    expect(sink.refusals.map(({ order }) => order.quantity)).toEqual([5]);
  });

  it('lets an account beyond its limit lead itself back', () => {
    const { close, give, quantities, sink } = account({}, 2);
    close(100);
    give(20);
    close(100);
    close(60);
    give(1);
    give(-5);
    close(60);
    // At 60 equity is 200 and 20 units bind 600: the margin call has not come, and selling binds no more than before.
    expect(quantities()).toEqual([20, -5]);
    expect(sink.refusals).toMatchObject([{ rule: 'buying_power' }]);
  });

  it('asks an instrument for its own margin where it names one', () => {
    const future = {
      assetClass: 'future',
      multiplier: 20,
      margin: { per: 'unit', initial: 400, maintenance: 300 },
    } as const;
    const { close, give, ledger, sink } = account(future, 1);
    close(4000);
    give(3);
    give(2);
    close(4000);
    expect(ledger.initialMargin(1)).toBe(800);
    expect(sink.refusals.map(({ order }) => order.quantity)).toEqual([3]);
  });

  it('is not asked for without a leverage', () => {
    const { close, give, quantities } = account({}, null);
    close(100);
    give(1000);
    close(100);
    expect(quantities()).toEqual([1000]);
  });
});

describe('a margin call', () => {
  it('closes positions at the next price when equity falls below their maintenance, and ends all other orders', () => {
    const future = {
      assetClass: 'future',
      multiplier: 10,
      margin: { per: 'unit', initial: 500, maintenance: 300 },
    } as const;
    const { close, give, engine, quantities, sink } = account(future, 1);
    close(100);
    give(2);
    close(100);
    give(1, { type: 'limit', price: 150, intent: 'exit', side: -1, reduceOnly: true });
    close(81); // equity 620, keeps 600
    expect(quantities()).toEqual([2]);
    close(79); // equity 580
    expect(engine.openOrders().map(({ type, clientOrderId }) => [type, clientOrderId])).toEqual([
      ['market', `margin-call-0-0-${4 * dayMs}`],
    ]);
    close(70);
    expect(quantities()).toEqual([2, -2]);
    expect(sink.curve().equity.at(-1)).toBe(400);
  });

  it('closes what was bought outright only when nothing is left', () => {
    const { close, give, quantities } = account({}, 2);
    close(100);
    give(-10);
    close(100);
    close(199);
    expect(quantities()).toEqual([-10]);
    close(200);
    close(210);
    expect(quantities()).toEqual([-10, 10]);
  });

  it('comes without a leverage only when nothing is left, and then nothing is entered any more', () => {
    const { close, give, quantities, sink } = account({}, null);
    close(100);
    give(-10);
    close(100);
    close(199.99);
    expect(quantities()).toEqual([-10]);
    close(200); // equity 0
    give(-1);
    close(210);
    give(5);
    close(210);
    expect(quantities()).toEqual([-10, 10]);
    expect(sink.curve().equity.at(-1)).toBe(-100);
    expect(sink.refusals).toMatchObject([
      { rule: 'ruin', reason: 'nothing is left to trade with, found equity of 0.00' },
      { rule: 'ruin', reason: 'nothing is left to trade with, found equity of -100.00' },
    ]);
  });

  it('cannot be withdrawn by whoever caused it', () => {
    const { close, give, quantities, engine, sink } = account({}, 2);
    close(100);
    give(-10);
    close(100);
    close(200);
    const [{ id }] = engine.openOrders();
    engine.process({ kind: 'cancel', ts: 3 * dayMs, orderId: id }, sink);
    close(210);
    expect(quantities()).toEqual([-10, 10]);
  });

  it('holds back no order that leads out of a position, where the broker closes by itself', () => {
    const { close, give, quantities } = account({}, null, [], false);
    close(100);
    give(-10);
    close(100);
    close(300);
    give(4);
    give(11);
    close(300);
    expect(quantities()).toEqual([-10, 4]);
  });
});

describe('borrowing shares', () => {
  it('costs a short position its rate for every night, weekends included, and a long one nothing', () => {
    const { close, give, sink, engine } = account({ borrowBps: 360 }, null);
    close(100);
    give(-10);
    close(100);
    expect(sink.cashFlows).toEqual([]);
    close(110); // one night at the mark of 100: 1000 · 3.6 % / 360
    engine.process({ kind: 'tick', ts: 6 * dayMs }, sink); // three more nights at 110
    expect(sink.cashFlows.map(({ kind, amount }) => [kind, Number(amount.toFixed(10))])).toEqual([
      ['borrow', -0.1],
      ['borrow', -0.33],
    ]);
    give(20);
    close(110);
    expect(sink.cashFlows).toHaveLength(2);
  });
});

describe('an account in two currencies', () => {
  it('takes its rate from the marks of a currency pair, either way round', () => {
    const euro = account({ currency: 'EUR' }, null, [
      instrument({ symbol: 'EURUSD', assetClass: 'fx', unitCurrency: 'EUR' }),
    ]);
    euro.close(100, 1.1);
    euro.give(2);
    euro.close(100, 1.1);
    euro.close(110, 1.2);
    // 2 · 110 − 200 of cash, in euros at 1.2.
    expect(euro.ledger.equity).toBeCloseTo(1000 + 20 * 1.2, 9);
    const yen = account({ currency: 'JPY' }, null, [
      instrument({ symbol: 'USDJPY', assetClass: 'fx', currency: 'JPY', unitCurrency: 'USD' }),
    ]);
    yen.close(5000, 100);
    yen.give(2);
    yen.close(5000, 100);
    yen.close(6000, 125);
    expect(yen.ledger.equity).toBeCloseTo(1000 + 2000 / 125, 9);
  });
});

describe('the passing of time', () => {
  it('ends day orders by a tick of another day, without any bar', () => {
    const { close, give, engine, sink } = account({}, null);
    close(100);
    give(5, { type: 'limit', price: 90, timeInForce: 'day' });
    // Given at the close of a day it is for the next session, which ends with the first moment of another day.
    engine.process({ kind: 'tick', ts: dayMs + 1 }, sink);
    close(100);
    engine.process({ kind: 'tick', ts: 2 * dayMs }, sink);
    expect(engine.openOrders()).toHaveLength(1);
    engine.process({ kind: 'tick', ts: 2 * dayMs + 1 }, sink);
    expect(engine.openOrders()).toEqual([]);

    const request = {
      slot: 0,
      side: 1,
      type: 'limit',
      quantity: 5,
      price: 90,
      intent: 'entry',
      timeInForce: 'day',
    } as const;
    engine.process({ kind: 'submit', ts: 2.5 * dayMs, session: 0, request }, sink);
    engine.process({ kind: 'tick', ts: 3 * dayMs }, sink);
    expect(engine.openOrders()).toHaveLength(1);
    engine.process({ kind: 'tick', ts: 3 * dayMs + 1 }, sink);
    expect(engine.openOrders()).toEqual([]);
  });
});

describe('a venue that answers by events', () => {
  it('may fill an order in parts, end it or refuse it', () => {
    const { close, give, engine, sink } = account({}, null);
    close(100);
    for (let k = 0; k < 3; k++) give(5, { type: 'limit', price: 90 });
    const ts = 1.5 * dayMs;
    engine.process({ kind: 'fill', ts, orderId: 1, quantity: 2, price: 90, fee: 1 }, sink);
    engine.process({ kind: 'end', ts, orderId: 1, status: 'cancelled', reason: 'by the exchange' }, sink);
    engine.process({ kind: 'end', ts, orderId: 2, status: 'refused', reason: 'unknown symbol' }, sink);
    expect(engine.openOrders().map(({ id }) => id)).toEqual([3]);
    expect(sink.fills).toMatchObject([{ orderId: 1, signedQuantity: 2, fee: 1 }]);
    expect(sink.refusals).toMatchObject([{ rule: 'venue', reason: 'unknown symbol' }]);
    const tooMuch = { kind: 'fill', ts, orderId: 3, quantity: 6, price: 90, fee: 0 } as const;
    expect(() => engine.process(tooMuch, sink)).toThrow('expected more than 0 and at most 5 units, found 6');
  });
});
