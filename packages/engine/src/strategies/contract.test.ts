/**
 * What every strategy that ships promises, whatever it trades on. One table, one suite: a new strategy is held to it by
 * its line in the registry.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnSink } from '../backtest/column-sink.ts';
import { SliceFeed } from '../data/slice-feed.ts';
import { CostPrice, LinearFee, noCosts } from '../matching/costs.ts';
import { SimulatedVenue } from '../matching/simulated-venue.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { fractionOfEquity } from '../sizing/sizer.ts';
import { Random } from '../statistics/random.ts';
import { TradingEngine } from '../trading/engine.ts';
import { type Parameter, type ParameterValue, type ParameterValues, resolveParameters } from './parameters.ts';
import { findStrategy, strategies } from './registry.ts';
import type { Strategy } from './strategy.ts';

const hourMs = 3_600_000;

/** Hourly bars of a random walk in which some hours are missing. */
function walk(length: number, random: Random): BarColumns {
  const bars = allocateBars(length);
  let price = 100;
  let hour = 0;
  for (let i = 0; i < length; i++) {
    hour += random.next() < 0.03 ? 2 : 1;
    bars.ts[i] = hour * hourMs;
    bars.open[i] = price * (1 + 0.002 * random.normal());
    price = bars.close[i] = bars.open[i] * (1 + 0.01 * random.normal());
    bars.high[i] = Math.max(bars.open[i], price) * (1 + 0.005 * random.next());
    bars.low[i] = Math.min(bars.open[i], price) * (1 - 0.005 * random.next());
    bars.volume[i] = 1 + random.integer(1000);
  }
  return bars;
}

/** Hourly bars that are one and the same point. */
function still(length: number, price: number): BarColumns {
  const bars = allocateBars(length);
  for (let i = 0; i < length; i++) bars.ts[i] = (i + 1) * hourMs;
  for (const field of ['open', 'high', 'low', 'close'] as const) bars[field].fill(price);
  bars.volume.fill(1000);
  return bars;
}

/** As many instruments as make sense: the legs of a pair, a few to choose from, or one. */
function instrumentsOf({ legs, onSlice }: Strategy): number {
  return legs?.count ?? (onSlice ? 4 : 1);
}

/** The strategy through the engine, with columns over all of history or on the rings of a live session. */
function run(strategy: Strategy, parameters: ParameterValues, history: readonly BarColumns[], on: 'history' | 'rings') {
  const wanted: number[] = [];
  const { target } = strategy;
  const watched: Strategy = !target
    ? strategy
    : {
        ...strategy,
        target: (columns, held, values) => {
          wanted.push(target(columns, held, values));
          return wanted[wanted.length - 1];
        },
      };
  const instruments = history.map((_, i) => instrument({ symbol: `X${i}` }));
  const [fees, prices] = [new LinearFee(noCosts), new CostPrice(noCosts)];
  const slots = history.map((_, slot) => slot);
  const account = { parameters, instruments, slots, baseCurrency: 'USD', capital: 1e5, allowShort: true };
  const engine = new TradingEngine({
    instruments,
    sessions: [{ ...account, strategy: watched }],
    venue: new SimulatedVenue({ instruments, fees, prices, timing: 'next_open' }),
    fees,
    prices,
    sizer: fractionOfEquity,
    sizing: 'decision',
  });
  const [session] = engine.sessions;
  const start = history.map(() => 0);
  session.bindHistory(history, start);
  const [subject] = session.subjects;
  const warmup = subject.historyNeed(Number.POSITIVE_INFINITY).need - 2;
  if (on === 'rings') session.bindRings();
  const ends = history.map(({ length }) => length);
  const feed = new SliceFeed(history, start, ends);
  const sink = new ColumnSink(ends.reduce((sum, length) => sum + length, 0));
  while (feed.next()) engine.process({ kind: 'slice', slice: feed.slice }, sink);
  const { equity, exposure } = sink.curve();
  return { wanted, warmup, fills: sink.fills, equity: [...equity], exposure: [...exposure] };
}

/** Values from the grid or, of whole numbers, small ones, that fit four hundred bars. */
function anyValueOf(spec: Parameter): fc.Arbitrary<ParameterValue> {
  if (spec.type === 'boolean') return fc.boolean();
  if (spec.type === 'choice') return fc.constantFrom(...spec.choices);
  const ofGrid = fc.constantFrom(...spec.grid);
  if (spec.type === 'integer') {
    return fc.oneof(ofGrid, fc.integer({ min: spec.min, max: Math.min(spec.max, spec.min + 30) }));
  }
  const values = [...spec.grid, spec.default];
  return fc.oneof(ofGrid, fc.double({ min: Math.min(...values), max: Math.max(...values), noNaN: true }));
}

function anyParametersOf({ parameters, conflict }: Strategy): fc.Arbitrary<ParameterValues> {
  const values = Object.entries(parameters).map(([name, spec]) => [name, anyValueOf(spec)] as const);
  return fc.record(Object.fromEntries(values)).filter((given) => (conflict?.(given) ?? null) === null);
}

function defaultsOf({ parameters }: Strategy): ParameterValues {
  return Object.fromEntries(Object.entries(parameters).map(([name, spec]) => [name, spec.default]));
}

/** All combinations of the default grid. */
function gridOf({ parameters }: Strategy): ParameterValues[] {
  return Object.entries(parameters).reduce<ParameterValues[]>(
    (grid, [name, spec]) => grid.flatMap((values) => spec.grid.map((value) => ({ ...values, [name]: value }))),
    [{}],
  );
}

describe('the registry', () => {
  it('knows every strategy by an id of its own, in order', () => {
    const ids = strategies.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    for (const strategy of strategies) expect(findStrategy(strategy.id)).toBe(strategy);
    expect(findStrategy('none')).toBeUndefined();
  });
});

describe.each(strategies)('$id', (strategy) => {
  const { id, idea, source, parameters, conflict } = strategy;

  it('says why it should work, where that was published, and what it trades', () => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(idea.length).toBeGreaterThan(40);
    expect(source).toMatch(/\((19|20)\d\ds?\)/);
    expect(strategy.instruments.length).toBeGreaterThan(0);
    expect(strategy.instruments.length % (strategy.legs?.count ?? 1)).toBe(0);
    expect(strategy.assetClasses.length).toBeGreaterThan(0);
  });

  it('has a default and a grid that its own ranges allow', () => {
    for (const [name, spec] of Object.entries(parameters)) {
      expect(spec.description.length).toBeGreaterThan(0);
      expect(new Set<ParameterValue>(spec.grid).size).toBe(spec.grid.length);
      expect([name, spec.grid]).toEqual([name, expect.arrayContaining([spec.default])]);
      for (const value of spec.grid) expect(resolveParameters(parameters, { [name]: value })).toHaveProperty('values');
    }
    expect(conflict?.(defaultsOf(strategy)) ?? null).toBeNull();
    expect(gridOf(strategy).some((values) => (conflict?.(values) ?? null) === null)).toBe(true);
  });

  it('decides the same on rings as on all of history, within bounds, and wants nothing before its columns are defined', () => {
    let fills = 0;
    const property = fc.property(anyParametersOf(strategy), fc.integer(), (values, seed) => {
      const random = new Random(seed);
      const history = Array.from({ length: instrumentsOf(strategy) }, () => walk(400, random));
      const whole = run(strategy, values, history, 'history');
      expect(run(strategy, values, history, 'rings')).toEqual(whole);
      expect(whole.wanted.every((exposure) => Math.abs(exposure) <= 1)).toBe(true);
      expect(whole.wanted.slice(0, whole.warmup).every((exposure) => exposure === 0)).toBe(true);
      expect(whole.equity.every(Number.isFinite)).toBe(true);
      fills += whole.fills.length;
    });
    fc.assert(property, { numRuns: 25, examples: [[defaultsOf(strategy), 1]] });
    expect(fills).toBeGreaterThan(0);
  });

  // Buying and holding asks nothing of the price. Every other rule needs it to move, also those of whole portfolios: what
  // has not risen is not held, what has no risk has no part of it, and quotes around a price that nobody leaves rest.
  it.each([0.1, 97_000])('trades nothing at a constant price of %d, unless it holds whatever happens', (price) => {
    const history = Array.from({ length: instrumentsOf(strategy) }, () => still(400, price));
    const expected = id === 'buy-and-hold' ? 1 : 0;
    const property = fc.property(anyParametersOf(strategy), (values) => {
      expect(run(strategy, values, history, 'history').fills).toHaveLength(expected);
    });
    fc.assert(property, { numRuns: 15, examples: [[defaultsOf(strategy)]] });
  });
});
