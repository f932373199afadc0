import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instrument } from '../model/instrument.ts';
import { Slice } from '../model/slice.ts';
import { Ledger } from './ledger.ts';

const instruments = [
  instrument({ symbol: 'SHARE', currency: 'USD' }),
  instrument({ symbol: 'EURO', currency: 'EUR' }),
  instrument({ symbol: 'FUT', assetClass: 'future', currency: 'USD', multiplier: 20 }),
  instrument({ symbol: 'EUFUT', assetClass: 'future', currency: 'EUR', multiplier: 5 }),
];

/** A ledger in USD that knows the euro. */
function books(capital = 100_000): Ledger {
  const ledger = new Ledger(instruments, 'USD', capital, 0);
  ledger.setRate('EUR', 1.1);
  return ledger;
}

function sliceAt(slot: number, price: number): Slice {
  const slice = new Slice(instruments.length);
  slice.present[slot] = 1;
  for (const field of ['open', 'high', 'low', 'close'] as const) slice[field][slot] = price;
  return slice;
}

describe('the ledger', () => {
  it('holds a cash position at its mark and a margined one at its gain', () => {
    const ledger = books();
    ledger.apply(0, 100, 50, 1, 0, 0);
    expect([ledger.cash, ledger.equity, ledger.exposure]).toEqual([94_999, 99_999, 5_000]);
    ledger.apply(2, 2, 4_000, 4, 0, 0);
    expect([ledger.cash, ledger.equity, ledger.exposure]).toEqual([94_995, 99_995, 165_000]);
    ledger.mark(sliceAt(2, 4_010));
    expect([ledger.cash, ledger.equity]).toEqual([94_995, 100_395]);
  });

  it('moves the variation of a margined book into cash at settlement, and equity stays', () => {
    const ledger = books();
    ledger.apply(2, 2, 4_000, 0, 0, 0);
    ledger.settle(2, 4_010);
    expect([ledger.cash, ledger.equity]).toEqual([100_400, 100_400]);
    ledger.settle(2, 3_990);
    expect([ledger.cash, ledger.equity]).toEqual([99_600, 99_600]);
  });

  it('books a round trip with both fees and how far the price went', () => {
    const ledger = books();
    expect(ledger.apply(0, 10, 100, 1, 7, 0)).toBeNull();
    const slice = sliceAt(0, 104);
    slice.high[0] = 110;
    slice.low[0] = 95;
    ledger.mark(slice);
    expect(ledger.apply(0, -10, 104, 2, 9, 3)).toMatchObject({
      side: 1,
      quantity: 10,
      entryTs: 7,
      exitTs: 9,
      entryIndex: 0,
      exitIndex: 3,
      fees: 3,
      pnl: 37,
      entryNotional: 1000,
      maxAdverse: -0.050000000000000044,
      maxFavourable: 0.10000000000000009,
    });
    expect(ledger.quantity(0)).toBe(0);
    expect(ledger.averagePrice(0)).toBeNaN();
  });

  it('splits the fee of an execution that turns the position between its two legs', () => {
    const ledger = books();
    ledger.apply(0, 10, 100, 0, 0, 0);
    expect(ledger.apply(0, -30, 110, 3, 1, 1)).toMatchObject({ quantity: 10, fees: 1, pnl: 99 });
    expect([ledger.quantity(0), ledger.averagePrice(0)]).toEqual([-20, 110]);
    expect(ledger.apply(0, 20, 100, 0, 2, 2)).toMatchObject({ side: -1, quantity: 20, fees: 2, pnl: 198 });
  });

  it('realises part of a position at its average price', () => {
    const ledger = books();
    ledger.apply(0, 10, 100, 2, 0, 0);
    ledger.apply(0, 10, 120, 2, 1, 1);
    expect(ledger.averagePrice(0)).toBe(110);
    expect(ledger.apply(0, -5, 130, 1, 2, 2)).toMatchObject({ quantity: 5, entryPrice: 110, fees: 2, pnl: 98 });
    expect(ledger.quantity(0)).toBe(15);
  });

  it('has no equity while a currency it holds has no rate', () => {
    const ledger = new Ledger(instruments, 'USD', 1000, 0);
    expect(ledger.equity).toBe(1000);
    ledger.apply(1, 1, 10, 0, 0, 0);
    expect(ledger.equity).toBeNaN();
    ledger.setRate('EUR', 1.2);
    expect(ledger.equity).toBe(1000);
  });
});

type Happening =
  | { kind: 'fill'; slot: number; quantity: number; price: number; fee: number }
  | { kind: 'mark' | 'settle'; slot: number; price: number }
  | { kind: 'dividend' | 'funding'; slot: number; rate: number }
  | { kind: 'split'; slot: number; ratio: number }
  | { kind: 'fx'; rate: number };

const slot = fc.integer({ min: 0, max: instruments.length - 1 });
const price = fc.integer({ min: 1, max: 50_000 }).map((ticks) => ticks / 100);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    kind: fc.constant('fill' as const),
    slot,
    quantity: fc.integer({ min: -500, max: 500 }).filter((q) => q !== 0),
    price,
    fee: fc.integer({ min: 0, max: 1000 }).map((cents) => cents / 100),
  }),
  fc.record({ kind: fc.constantFrom('mark' as const, 'settle' as const), slot, price }),
  fc.record({
    kind: fc.constantFrom('dividend' as const, 'funding' as const),
    slot,
    rate: fc.integer({ min: -100, max: 100 }).map((bps) => bps / 1e4),
  }),
  fc.record({ kind: fc.constant('split' as const), slot, ratio: fc.constantFrom(2, 3, 7, 0.5) }),
  fc.record({ kind: fc.constant('fx' as const), rate: fc.integer({ min: 50, max: 200 }).map((r) => r / 100) }),
);

describe('every change of equity is explained by its event (decision 16)', () => {
  it('over random streams of fills, marks, settlements, flows, splits and rates in two currencies', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 200 }), (stream) => {
        const ledger = books(1_000_000);
        const model = { marks: instruments.map(() => Number.NaN), eur: 1.1 };
        for (const event of stream) {
          const before = ledger.equity;
          const explained = explain(ledger, model, event);
          const change = ledger.equity - before;
          expect(Math.abs(change - explained)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(before)));
        }
      }),
      { numRuns: 200 },
    );
  });
});

/** Applies the event and says by how much it must have changed equity. */
function explain(ledger: Ledger, model: { marks: number[]; eur: number }, event: Happening): number {
  if (event.kind === 'fx') {
    // Foreign cash and positions are revalued: everything not in USD, measured through a probe of the rate.
    const usd = ledger.equity;
    ledger.setRate('EUR', 0);
    const domestic = ledger.equity;
    ledger.setRate('EUR', event.rate);
    const foreign = (usd - domestic) / model.eur;
    const explained = foreign * (event.rate - model.eur);
    model.eur = event.rate;
    return explained;
  }
  const { multiplier, currency, book } = instruments[event.slot];
  const unit = multiplier * (currency === 'EUR' ? model.eur : 1);
  const fx = currency === 'EUR' ? model.eur : 1;
  const held = ledger.quantity(event.slot);
  const mark = model.marks[event.slot];
  const moved = (to: number) => (held === 0 ? 0 : held * (to - mark) * unit);
  switch (event.kind) {
    case 'fill':
      ledger.apply(event.slot, event.quantity, event.price, event.fee, 0, 0);
      model.marks[event.slot] = event.price;
      return moved(event.price) - event.fee * fx;
    case 'mark':
      ledger.mark(sliceAt(event.slot, event.price));
      model.marks[event.slot] = event.price;
      return moved(event.price);
    case 'settle':
      ledger.settle(event.slot, event.price);
      if (book !== 'margined') return 0;
      model.marks[event.slot] = event.price;
      return moved(event.price);
    case 'dividend':
      ledger.payDividend(event.slot, event.rate);
      return held * event.rate * unit;
    case 'funding':
      ledger.payFunding(event.slot, event.rate);
      return held === 0 ? 0 : -held * mark * event.rate * unit;
    case 'split':
      ledger.split(event.slot, event.ratio);
      model.marks[event.slot] /= event.ratio;
      return 0;
  }
}
