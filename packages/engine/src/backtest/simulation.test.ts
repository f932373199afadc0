import { describe, expect, it } from 'vitest';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import type { ExchangeRates } from './exchange-rates.ts';
import { type BacktestRequest, defaultFillRules, isTooLittleHistory, runBacktest } from './run.ts';

/** Long from the first close on. */
const holder = defineStrategy({
  id: 'holder',
  name: 'Holder',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Test.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: () => ({}),
  target: () => 1,
});

/** Daily bars: one price all day. */
function daily(...closes: readonly number[]): BarColumns {
  const bars = allocateBars(closes.length);
  closes.forEach((close, i) => {
    bars.ts[i] = (i + 1) * dayMs;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
  });
  return bars;
}

const request = (given: Partial<BacktestRequest>): BacktestRequest => ({
  strategy: holder,
  parameters: {},
  instruments: [instrument({ symbol: 'X' })],
  history: [daily(10, 10, 10, 10)],
  capital: 1000,
  costs: noCosts,
  fill: defaultFillRules,
  periodsPerYear: 252,
  ...given,
});

function run(given: Partial<BacktestRequest>) {
  const result = runBacktest(request(given));
  if (isTooLittleHistory(result)) throw new Error(`${result.symbol}: ${result.have} of ${result.need} ${result.of}`);
  return result;
}

describe('between the bars', () => {
  it('a dividend of midnight finds the position of the close before', () => {
    const perUnit = 0.5;
    // Bought at the open of the second bar: the dividend at the first close finds nothing, that at the second does.
    const paid = (ts: number) => run({ events: [{ kind: 'dividend', ts, slot: 0, perUnit }] }).cashFlows;
    expect(paid(dayMs)).toEqual([]);
    expect(paid(2 * dayMs)).toEqual([{ ts: 2 * dayMs, session: 0, slot: 0, kind: 'dividend', amount: 50 }]);
  });

  it('a split of midnight changes the scale of the next bar', () => {
    const { curve, openPositions } = run({
      history: [daily(10, 10, 5, 5)],
      events: [{ kind: 'split', ts: 2 * dayMs, slot: 0, ratio: 2 }],
    });
    expect([...curve.equity]).toEqual([1000, 1000, 1000, 1000]);
    expect(openPositions[0].quantity).toBe(200);
  });

  it('what comes after the last bar is not part of the run', () => {
    const { curve } = run({ events: [{ kind: 'dividend', ts: 4 * dayMs, slot: 0, perUnit: 1 }] });
    expect(curve.equity[3]).toBe(1000);
  });

  it('events may be given in any order', () => {
    const events = [2, 3].map((day) => ({ kind: 'dividend', ts: day * dayMs, slot: 0, perUnit: day }) as const);
    expect(run({ events: events.toReversed() })).toEqual(run({ events }));
  });
});

describe('a foreign instrument', () => {
  const euro = [instrument({ symbol: 'SAP', currency: 'EUR' })];
  const ratesAt = (rows: readonly (readonly [day: number, rate: number])[]): ExchangeRates => ({
    currency: 'EUR',
    ts: Float64Array.from(rows, ([day]) => day * dayMs),
    rate: Float64Array.from(rows, ([, rate]) => rate),
  });
  const abroad = { instruments: euro, baseCurrency: 'USD' };

  it('cannot be valued without rates: the run is refused with what is there', () => {
    expect(runBacktest(request(abroad))).toEqual({ symbol: 'SAP', have: 0, need: 4, of: 'rates' });
    const late = ratesAt([[3, 1.1]]);
    expect(runBacktest(request({ ...abroad, rates: [late] }))).toMatchObject({ have: 2, need: 4, of: 'rates' });
  });

  it('may take its rate from a currency pair of the run, whichever way it is quoted', () => {
    const real = [
      instrument({ symbol: 'PETR4', currency: 'BRL' }),
      instrument({ symbol: 'USDBRL', assetClass: 'fx', currency: 'BRL', unitCurrency: 'USD' }),
    ];
    const history = [daily(10, 10, 20, 20), daily(5, 5, 5, 4)];
    const onlyShare = defineStrategy({
      ...(holder as object as Parameters<typeof defineStrategy>[0]),
      target: undefined,
      onSlice: ({ index, submit }) => {
        if (index === 0) submit({ slot: 0, side: 1, type: 'market', quantity: 100, intent: 'entry' });
      },
    });
    const { curve } = run({ strategy: onlyShare, instruments: real, baseCurrency: 'USD', history });
    // A gain of 1000 reais: 200 dollars at 5, 250 at 4.
    expect([...curve.equity]).toEqual([1000, 1000, 1200, 1250]);
  });

  it('is refused where the last rate is too old', () => {
    const rates = [ratesAt([[1, 1.1]])];
    expect(runBacktest(request({ ...abroad, rates, maximumRateAge: 2 * dayMs }))).toMatchObject({ have: 3, need: 4 });
    expect(isTooLittleHistory(runBacktest(request({ ...abroad, rates })))).toBe(false);
  });

  it('is sized and valued at the latest rate of each moment', () => {
    const rates = [
      ratesAt([
        [1, 1.25],
        [3, 1.5],
      ]),
    ];
    const { curve, fills, metrics } = run({
      ...abroad,
      history: [daily(10, 10, 12, 12)],
      rates,
      fill: { ...defaultFillRules, atEnd: 'close' },
    });
    // 1000 USD are 800 EUR: 80 units. A gain of 160 EUR is worth 240 USD at 1.5.
    expect(fills[0].signedQuantity).toBeCloseTo(80, 12);
    expect([...curve.equity].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([1000, 1000, 1240, 1240]);
    expect(metrics.values.averageTrade).not.toBeNull();
    expect(metrics.values.bestTrade).toBeCloseTo(0.2, 12);
    expect(metrics.values.expectancy).toBeCloseTo(240, 9);
  });
});

describe('what a run is worth after a slice', () => {
  it('counts what was bought at its close at the close, the slippage paid and gone', () => {
    const costs = { ...noCosts, slippageBps: 100 };
    const fill = { ...defaultFillRules, when: 'same_close', lots: 'whole' } as const;
    const { curve, fills } = run({ history: [daily(10, 10, 12)], costs, fill });
    expect(fills).toMatchObject([{ signedQuantity: 99, price: 10.1 }]);
    // 1000 − 99 · 0.1 from the first close on, not only from the second.
    expect([...curve.equity]).toEqual([990.1, 990.1, 1188.1].map((value) => expect.closeTo(value, 9)));
  });
});

describe('a run that loses everything', () => {
  const short = defineStrategy({ ...holder, id: 'short', columns: () => ({}), parameters: {}, target: () => -1 });

  it('ends there: it is closed at the next price, says when, and is nobody who earns on a debt', () => {
    const { ruinedAt, curve, fills, metrics } = run({ strategy: short, history: [daily(10, 10, 15, 21, 22, 5, 1)] });
    expect(fills.map(({ signedQuantity, price }) => [signedQuantity, price])).toEqual([
      [-100, 10],
      [100, 22],
    ]);
    expect([...curve.equity]).toEqual([1000, 1000, 500, -100, -200, -200, -200]);
    expect(ruinedAt).toBe(4 * dayMs);
    expect(metrics.values.worstDay).toBeNull();
  });

  it('is none where money is left', () => {
    expect(run({ strategy: short, history: [daily(10, 10, 19.9, 5)] }).ruinedAt).toBeNull();
  });
});
