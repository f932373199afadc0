import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { type Instrument, instrument } from '../model/instrument.ts';
import { correlation } from '../statistics/correlation.ts';
import { Random } from '../statistics/random.ts';
import { buyAndHold } from '../strategies/general/buy-and-hold.ts';
import { smaCross } from '../strategies/general/sma-cross.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import type { ExchangeRates } from './exchange-rates.ts';
import { defaultFillRules, isTooLittleHistory, runBacktest } from './run.ts';
import { type PortfolioRequest, type PortfolioResult, runPortfolio, type Sleeve } from './run-portfolio.ts';
import type { BetweenBars } from './timeline.ts';

/** Wants the exposure that stands in the volume column of each bar. */
const scripted = defineStrategy({
  id: 'scripted',
  name: 'Scripted',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Test.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: ({ volume }) => ({ wanted: volume }),
  target: ({ wanted }) => wanted.now,
});

/** Daily bars: one price all day, the wanted exposure in the volume. */
function daily(closes: readonly number[], wanted: readonly number[]): BarColumns {
  const bars = allocateBars(closes.length);
  closes.forEach((close, i) => {
    bars.ts[i] = Date.UTC(2024, 0, 30) + (i + 1) * dayMs;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
    bars.volume[i] = wanted[i];
  });
  return bars;
}

/** A random walk on the days its calendar knows, which wants something else every few days. */
function walk(seed: number, days: number, isOpen: (day: number) => boolean): BarColumns {
  const random = new Random(seed);
  const rows = Array.from({ length: days }, (_, day) => day).filter(isOpen);
  const bars = allocateBars(rows.length);
  let price = 50 + random.integer(100);
  let wanted = 0;
  rows.forEach((day, i) => {
    bars.ts[i] = Date.UTC(2024, 0, 1) + (day + 1) * dayMs;
    bars.open[i] = price;
    price *= 1 + 0.02 * random.normal();
    bars.close[i] = price;
    bars.high[i] = Math.max(bars.open[i], price) * 1.005;
    bars.low[i] = Math.min(bars.open[i], price) * 0.995;
    if (random.next() < 0.3) wanted = random.integer(9) / 4 - 1;
    bars.volume[i] = wanted;
  });
  return bars;
}

const isWeekday = (day: number) => day % 7 < 5;
const everyDay = () => true;
const sleeve = (slots: readonly number[], weight: number, strategy = scripted): Sleeve => ({
  strategy,
  parameters: strategy === smaCross ? { fast: 3, slow: 8, direction: 'long_short' } : {},
  slots,
  weight,
});

const setting = {
  capital: 1000,
  costs: noCosts,
  fill: defaultFillRules,
  periodsPerYear: 252,
} as const;

function run(request: PortfolioRequest): PortfolioResult {
  const result = runPortfolio(request);
  if (isTooLittleHistory(result)) throw new Error(`${result.symbol}: ${result.have} of ${result.need} ${result.of}`);
  return result;
}

const named = (count: number): Instrument[] => Array.from({ length: count }, (_, i) => instrument({ symbol: `X${i}` }));

describe('a portfolio by hand', () => {
  // Two thirds of the way into the second month the first has earned 500, and the second loses 60 in the next.
  const history = [daily([10, 10, 15, 15, 15], [1, 1, 0, 0, 0]), daily([20, 20, 20, 20, 18], [0, 0, 1, 1, 1])];
  const result = () =>
    run({
      ...setting,
      instruments: named(2),
      history,
      sleeves: [sleeve([0], 0.5), sleeve([1], 0.4)],
      costs: { ...noCosts, feePerOrder: 2 },
    });

  it('sizes every sleeve from its weight of the whole account', () => {
    const { fills, curve } = result();
    // (0.5·1000 − 2) / 10; then 0.4·(1000 − 2 + 249) = 498.8 less the fee, over 20.
    expect(fills.map(({ session, signedQuantity }) => [session, signedQuantity])).toEqual([
      [0, expect.closeTo(49.8, 9)],
      [0, expect.closeTo(-49.8, 9)],
      [1, expect.closeTo(24.84, 9)],
    ]);
    expect(curve.equity[4]).toBeCloseTo(1000 + 249 - 4 - 2 - 24.84 * 2, 9);
  });

  it('says which strategy, instrument and month it came from, and from what', () => {
    const { attribution } = result();
    const close = (value: number) => expect.closeTo(value, 9);
    expect(attribution.cells).toEqual([
      { session: 0, slot: 0, period: '2024-01', price: 0, fees: -2, flows: 0, exchangeRate: 0, total: -2 },
      {
        session: 0,
        slot: 0,
        period: '2024-02',
        price: close(249),
        fees: -2,
        flows: 0,
        exchangeRate: 0,
        total: close(247),
      },
      {
        session: 1,
        slot: 1,
        period: '2024-02',
        price: close(-49.68),
        fees: -2,
        flows: 0,
        exchangeRate: 0,
        total: close(-51.68),
      },
    ]);
    expect(attribution.bySession.map(({ total }) => total)).toEqual([close(245), close(-51.68)]);
    expect(attribution.bySlot.map(({ total }) => total)).toEqual([close(245), close(-51.68)]);
    expect(attribution.byPeriod.map(({ period, total }) => [period, total])).toEqual([
      ['2024-01', -2],
      ['2024-02', close(195.32)],
    ]);
  });

  it('measures a sleeve against its share of the account', () => {
    const { sleeves } = result();
    // −2 of 500, then 249 of 0.5·998.
    const returns = [0, -2 / 500, 249 / 499];
    expect([...sleeves[0].dailyReturns].slice(0, 3)).toEqual(returns.map((r) => expect.closeTo(r, 12)));
    expect(sleeves[0].metrics.values.totalTrades).toBe(1);
    expect(sleeves[1].metrics.values.totalFees).toBe(2);
  });
});

describe('a portfolio of one strategy at full weight', () => {
  it('is the backtest of that strategy', () => {
    const history = [walk(1, 200, isWeekday), walk(2, 200, everyDay)];
    const request = { ...setting, instruments: named(2), history, costs: { ...noCosts, feeBps: 10 } };
    const { sleeves, attribution, correlations, ...portfolio } = run({ ...request, sleeves: [sleeve([0, 1], 1)] });
    expect(portfolio).toEqual(runBacktest({ ...request, strategy: scripted, parameters: {} }));
    expect(sleeves[0].metrics.values.sharpeRatio).toBeCloseTo(portfolio.metrics.values.sharpeRatio as number, 9);
    expect(correlations[0][0]).toBeCloseTo(1, 12);
    expect(attribution.total.total).toBeCloseTo(portfolio.curve.equity.at(-1)! - 1000, 9);
  });
});

describe('weights', () => {
  it.each([
    [[0.6, 0.6], 'found 0.6, 0.6'],
    [[0.5, 0], 'found 0.5, 0'],
    [[], 'found no sleeve'],
  ])('%j are refused', (weights, message) => {
    const history = [daily([1, 1], [0, 0])];
    const sleeves = weights.map((weight) => sleeve([0], weight));
    expect(() => runPortfolio({ ...setting, instruments: named(1), history, sleeves })).toThrow(message);
  });
});

/** Four instruments: a share, a crypto pair open every day, a margined future, a foreign share; what happens between. */
const anySetting = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  feeBps: fc.integer({ min: 0, max: 50 }),
  when: fc.constantFrom('next_open' as const, 'same_close' as const),
  atEnd: fc.constantFrom('mark' as const, 'close' as const),
  attributeBy: fc.constantFrom('day' as const, 'month' as const, 'year' as const),
});
type Setting = typeof anySetting extends fc.Arbitrary<infer T> ? T : never;

function portfolioOf({ seed, feeBps, when, atEnd, attributeBy }: Setting): PortfolioRequest {
  const instruments = [
    instrument({ symbol: 'SHARE' }),
    instrument({ symbol: 'COIN', assetClass: 'crypto_perpetual', book: 'margined' }),
    instrument({ symbol: 'FUTURE', assetClass: 'future', multiplier: 20, currency: 'EUR' }),
    instrument({ symbol: 'ABROAD', currency: 'BRL' }),
  ];
  const days = 80;
  const history = instruments.map((_, slot) => walk(seed + slot, days, slot === 1 ? everyDay : isWeekday));
  const random = new Random(seed);
  const at = (day: number) => Date.UTC(2024, 0, 1) + day * dayMs;
  const rates = ['EUR', 'BRL'].map((currency): ExchangeRates => {
    const ts = Float64Array.from({ length: days + 1 }, (_, day) => at(day));
    return { currency, ts, rate: ts.map(() => 0.5 + random.next()) };
  });
  const events: BetweenBars[] = [
    { kind: 'dividend', ts: at(20), slot: 3, perUnit: 1.5 },
    { kind: 'dividend', ts: at(33), slot: 0, perUnit: 0.7 },
    { kind: 'funding', ts: at(41), slot: 1, rate: 0.001 },
    { kind: 'settlement', ts: at(50), slot: 2, price: history[2].close[30] },
  ];
  return {
    ...setting,
    baseCurrency: 'USD',
    capital: 100_000,
    costs: { ...noCosts, feeBps, slippageBps: 3 },
    fill: { ...defaultFillRules, when, atEnd },
    instruments,
    history,
    rates,
    events,
    attributeBy,
    sleeves: [sleeve([0, 1], 0.3), sleeve([2, 3, 0], 0.4), sleeve([1, 3], 0.2, smaCross)],
  };
}

describe('any portfolio', () => {
  it('has a P&L that its attribution adds up to, however it is summed', () => {
    fc.assert(
      fc.property(anySetting, (chosen) => {
        const request = portfolioOf(chosen);
        const { attribution, curve } = run(request);
        const pnl = curve.equity[curve.length - 1] - request.capital;
        const tolerance = 1e-9 * request.capital;
        const { cells, bySession, bySlot, byPeriod, total } = attribution;
        for (const parts of [cells, bySession, bySlot, byPeriod, [total]]) {
          const sum = parts.reduce((all, part) => all + part.total, 0);
          expect(Math.abs(sum - pnl)).toBeLessThan(tolerance);
          const items = parts.reduce((all, p) => all + p.price + p.fees + p.flows + p.exchangeRate, 0);
          expect(Math.abs(items - pnl)).toBeLessThan(tolerance);
        }
        expect(cells.some((cell) => cell.exchangeRate !== 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('attributes to fees and flows exactly what was paid', () => {
    fc.assert(
      fc.property(anySetting, (chosen) => {
        const request = portfolioOf(chosen);
        const { attribution, cashFlows, metrics } = run(request);
        const flows = cashFlows.reduce((all, flow) => all + flow.amount, 0);
        expect(attribution.total.flows).toBeCloseTo(flows, 7);
        expect(attribution.total.fees).toBeCloseTo(-(metrics.values.totalFees as number), 7);
      }),
      { numRuns: 20 },
    );
  });

  it('has the weighted sum of its sleeves as return after each slice', () => {
    fc.assert(
      fc.property(anySetting, (chosen) => {
        const request = portfolioOf(chosen);
        const { sleeves, curve } = run(request);
        for (let i = 1; i < curve.length; i++) {
          const ofAccount = curve.equity[i] / curve.equity[i - 1] - 1;
          const ofSleeves = sleeves.reduce(
            (sum, one) => sum + one.weight * (one.curve.equity[i] / one.curve.equity[i - 1] - 1),
            0,
          );
          expect(Math.abs(ofSleeves - ofAccount)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('does not depend on the order of its instruments or strategies', () => {
    fc.assert(
      fc.property(anySetting, (chosen) => {
        const request = portfolioOf(chosen);
        const order = [2, 0, 3, 1];
        const place = (slot: number) => order.indexOf(slot);
        const turned = run({
          ...request,
          instruments: order.map((slot) => request.instruments[slot]),
          history: order.map((slot) => request.history[slot]),
          events: request.events?.map((event) => ('slot' in event ? { ...event, slot: place(event.slot) } : event)),
          sleeves: request.sleeves.toReversed().map((one) => ({ ...one, slots: one.slots.map(place) })),
        });
        const straight = run(request);
        expect(turned.orders).toBe(straight.orders);
        for (let i = 0; i < straight.curve.length; i++) {
          expect(Math.abs(turned.curve.equity[i] / straight.curve.equity[i] - 1)).toBeLessThan(1e-9);
        }
        for (const [slot, { total }] of straight.attribution.bySlot.entries()) {
          expect(Math.abs(turned.attribution.bySlot[place(slot)].total - total)).toBeLessThan(1e-9 * request.capital);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('calendars', () => {
  it('let every sleeve live by its own days on one curve', () => {
    const history = [walk(7, 60, isWeekday), walk(8, 60, everyDay)];
    const { curve, fills, sleeves, correlations } = run({
      ...setting,
      instruments: named(2),
      history,
      sleeves: [sleeve([0], 0.5), sleeve([1], 0.5)],
    });
    expect(curve.length).toBe(60);
    const dayOf = (ts: number) => (ts - Date.UTC(2024, 0, 1)) / dayMs - 1;
    expect(fills.filter(({ slot }) => slot === 0).every(({ ts }) => isWeekday(dayOf(ts)))).toBe(true);
    expect(fills.some(({ slot, ts }) => slot === 1 && !isWeekday(dayOf(ts)))).toBe(true);
    const [one, other] = sleeves.map(({ dailyReturns }) => dailyReturns);
    expect(correlations[0][1]).toBe(correlation(one, other));
    expect(correlations[1][0]).toBe(correlations[0][1]);
  });

  it('give no correlation with a sleeve that never moves', () => {
    const history = [walk(7, 60, everyDay), daily(Array(60).fill(5), Array(60).fill(0))];
    const { correlations } = run({
      ...setting,
      instruments: named(2),
      history,
      sleeves: [sleeve([0], 0.5), sleeve([1], 0.5, buyAndHold)],
    });
    expect(correlations).toEqual([
      [expect.closeTo(1, 12), null],
      [null, null],
    ]);
  });
});
