import { describe, expect, it } from 'vitest';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns, sliceBars } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { Random } from '../statistics/random.ts';
import { type ParameterValues, resolveParameters } from '../strategies/parameters.ts';
import { strategies } from '../strategies/registry.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { dayMs } from '../time/timeframe.ts';
import { defaultFillRules, isTooLittleHistory, runBacktest } from './run.ts';
import { dailySignals, type LatestSignal, latestSignal } from './signals.ts';

/** Bars `stepMs` long, one after the other. */
function walk(seed: number, length: number, stepMs: number = dayMs): BarColumns {
  const random = new Random(seed);
  const bars = allocateBars(length);
  let price = 100;
  for (let i = 0; i < length; i++) {
    bars.ts[i] = Date.UTC(2024, 0, 1) + (i + 1) * stepMs;
    bars.open[i] = price;
    price = bars.close[i] = price * (1 + 0.015 * random.normal());
    bars.high[i] = Math.max(bars.open[i], price) * 1.003;
    bars.low[i] = Math.min(bars.open[i], price) * 0.997;
    bars.volume[i] = 1000;
  }
  return bars;
}

function defaultsOf({ parameters }: Strategy): ParameterValues {
  const resolved = resolveParameters(parameters, {});
  if ('faults' in resolved) throw new Error('bad defaults');
  return resolved.values;
}

const historyOf = ({ legs, onSlice }: Strategy) =>
  Array.from({ length: legs?.count ?? (onSlice ? 4 : 1) }, (_, i) => walk(60 + i, 420));

const cut = (history: readonly BarColumns[], length: number) => history.map((bars) => sliceBars(bars, 0, length));

function latest(strategy: Strategy, history: readonly BarColumns[]): LatestSignal {
  const found = latestSignal({ strategy, parameters: defaultsOf(strategy), history });
  if ('needed' in found) throw new Error(`needs ${found.needed} bars`);
  return found;
}

describe('the signal of every strategy that ships', () => {
  it.each(strategies)('$id: of a day is what it was on that day, whatever came later', (strategy) => {
    const history = historyOf(strategy);
    const days = dailySignals({ strategy, parameters: defaultsOf(strategy), history }, history[0].ts[380]);
    if ('needed' in days) throw new Error(`needs ${days.needed} bars`);
    expect(days).toHaveLength(40);
    for (const k of [0, 7, 23, 39]) expect(days[k]).toEqual(latest(strategy, cut(history, 381 + k)));
  });

  it.each(strategies)('$id: is the last decision of a backtest that ends with the same bar', (strategy) => {
    const history = historyOf(strategy);
    // One bar more, on which the last decision fills; same size of everything, so that sides can be compared.
    const result = runBacktest({
      strategy,
      parameters: defaultsOf(strategy),
      instruments: history.map((_, i) => instrument({ symbol: `X${i}` })),
      history,
      capital: 1_000_000,
      costs: noCosts,
      fill: defaultFillRules,
      periodsPerYear: 252,
    });
    if (isTooLittleHistory(result)) throw new Error(`needs ${result.need} bars`);
    const { exposures } = latest(strategy, cut(history, 419));
    const held = history.map((_, slot) => result.openPositions.find((one) => one.slot === slot)?.quantity ?? 0);
    // Quotes fill inside the bar: what market making holds after it is no decision of the close before.
    if (strategy.id !== 'market-making') expect(exposures.map(Math.sign)).toEqual(held.map(Math.sign));
  });
});

const description = {
  name: 'Test',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'A rule that is easy to follow.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
} as const;

describe('a signal', () => {
  const protectedLong = defineStrategy({
    ...description,
    id: 'protected-long',
    columns: ({ close }) => ({ close }),
    target: () => 1,
    score: ({ close }) => close.now,
    protection: () => ({ stopLoss: 0.05, takeProfit: 0.1 }),
  });
  const falling = (closes: readonly number[]): BarColumns => {
    const bars = allocateBars(closes.length);
    for (const [i, close] of closes.entries()) {
      bars.ts[i] = Date.UTC(2024, 0, 2 + i);
      bars.open[i] = bars.high[i] = bars.low[i] = bars.close[i] = close;
    }
    return bars;
  };

  it('names the prices of the protective orders and what the strategy looked at', () => {
    const signal = latest(protectedLong, [falling([100, 102])]);
    expect(signal).toMatchObject({ exposure: 1, close: 102, inputs: { close: 102 } });
    expect([signal.stopLoss, signal.takeProfit]).toEqual([102 * 0.95, 102 * 1.1]);
  });

  it('is flat after a stop, as the backtest is, although the target has not changed', () => {
    // Long from the second bar at 100; the third opens below the stop at 95.
    const signal = latest(protectedLong, [falling([100, 100, 90, 91])]);
    expect(signal).toMatchObject({ exposure: 0, exposures: [0], stopLoss: null });
  });

  it('is measured against the values before it, never against itself', () => {
    const signal = latest(protectedLong, [falling([100, 104, 96, 101])]);
    expect(signal.rawValue).toBe(101);
    expect(signal.confidence).toBe(2 / 3);
    expect(signal.zScore).toBeCloseTo((101 - 100) / 4, 12);
  });

  it('is there from the day on which the history is long enough', () => {
    const strategy = strategies.find(({ id }) => id === 'sma-cross') as Strategy;
    const history = [walk(3, 60)];
    const source = { strategy, parameters: { ...defaultsOf(strategy), fast: 5, slow: 20 }, history };
    const days = dailySignals(source, 0);
    const needed = latestSignal({ ...source, history: cut(history, 3) });
    if ('needed' in days || !('needed' in needed)) throw new Error('3 bars are too few, 60 are not');
    expect(days[0].ts).toBe(history[0].ts[needed.needed - 1]);
    expect(days).toHaveLength(60 - needed.needed + 1);
  });

  it('of a day is that after its last bar, where bars are shorter than a day', () => {
    const hours = walk(5, 24 * 4, dayMs / 24);
    const days = dailySignals({ strategy: protectedLong, parameters: {}, history: [hours] }, 0);
    if ('needed' in days) throw new Error('needs more bars');
    expect(days.map(({ ts }) => ts)).toEqual([23, 47, 71, 95].map((row) => hours.ts[row]));
  });
});
