import { describe, expect, it } from 'vitest';
import { type BacktestRequest, defaultFillRules, isTooLittleHistory, runBacktest } from '../backtest/run.ts';
import { latestSignal } from '../backtest/signals.ts';
import { zScore } from '../indicators/z-score.ts';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { Random } from '../statistics/random.ts';
import { defineStrategy, type Strategy } from '../strategies/strategy.ts';
import { Subject } from './subject.ts';

const description = {
  name: 'Pair',
  assetClasses: ['equity'],
  instruments: ['A', 'B'],
  idea: 'Test.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
} as const;

/** Long the first and short half as much of the second while the volume of the second says 1; the reverse at −1. */
const scriptedPair = (fillBars = 0): Strategy =>
  defineStrategy({
    ...description,
    id: 'scripted-pair',
    columns: (_bars, _parameters, [, second]) => ({ wanted: second.volume }),
    legs: { count: 2, fillBars, exposures: () => [0.5, -0.25] },
    target: ({ wanted }) => wanted.now,
  });

/** Bars at these moments with this close all day; `wanted` stands in the volume. */
function barsOf(closes: Readonly<Record<number, number>>, wanted: Readonly<Record<number, number>> = {}): BarColumns {
  const moments = Object.keys(closes).map(Number);
  const bars = allocateBars(moments.length);
  moments.forEach((ts, i) => {
    bars.ts[i] = ts;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = closes[ts];
    bars.volume[i] = wanted[ts] ?? 0;
  });
  return bars;
}

function run(strategy: Strategy, history: readonly BarColumns[], given: Partial<BacktestRequest> = {}) {
  const result = runBacktest({
    strategy,
    parameters: {},
    instruments: history.map((_, i) => instrument({ symbol: `X${i}` })),
    history,
    capital: 1000,
    costs: noCosts,
    fill: defaultFillRules,
    periodsPerYear: 252,
    ...given,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}

const fillsOf = ({ fills }: ReturnType<typeof run>) => fills.map((fill) => [fill.ts, fill.slot, fill.signedQuantity]);

describe('a pair', () => {
  it('trades both legs on a change of its one target, each by its exposure', () => {
    const result = run(scriptedPair(), [
      barsOf({ 1: 10, 2: 10, 3: 12, 4: 12, 5: 12 }),
      barsOf({ 1: 25, 2: 25, 3: 20, 4: 20, 5: 20 }, { 1: 1, 2: 1, 3: 0, 4: 0, 5: 0 }),
    ]);
    expect(fillsOf(result)).toEqual([
      [2, 0, 50],
      [2, 1, -10],
      [4, 0, -50],
      [4, 1, 10],
    ]);
    // 50 · 2 + 10 · 5
    expect(result.curve.equity[4]).toBe(1150);
  });

  it('decides only where both legs have a bar', () => {
    const second = barsOf({ 1: 25, 3: 25, 5: 25 }, { 1: 0, 3: 1, 5: 1 });
    const result = run(scriptedPair(), [barsOf({ 1: 10, 2: 10, 3: 10, 4: 10, 5: 10 }), second]);
    // Wanted at 3, the first leg trades at 4, the second has its next bar at 5.
    expect(fillsOf(result)).toEqual([
      [4, 0, 50],
      [5, 1, -10],
    ]);
  });

  it('may decide on a leg that missed a moment, as often as it says', () => {
    const wanted: number[] = [];
    const watching = defineStrategy({
      ...description,
      id: 'watching',
      columns: (first, _parameters, [, second]) => ({ first: first.close, second: second.close }),
      legs: { count: 2, fillBars: 1, exposures: () => [1, -1] },
      target: ({ first, second }) => {
        wanted.push(first.now - second.now);
        return 0;
      },
    });
    run(watching, [barsOf({ 1: 1, 2: 2, 3: 3, 4: 4 }), barsOf({ 1: 10, 4: 40 })]);
    expect(wanted).toEqual([-9, -8, -36]);
  });

  it('shares the account equally between several pairs', () => {
    const legs = [barsOf({ 1: 10, 2: 10 }), barsOf({ 1: 10, 2: 10 }, { 1: 1, 2: 1 })];
    expect(fillsOf(run(scriptedPair(), [...legs, ...legs]))).toEqual([
      [2, 0, 25],
      [2, 1, -12.5],
      [2, 2, 25],
      [2, 3, -12.5],
    ]);
  });

  it('needs its instruments in groups and enough moments at which they meet', () => {
    const one = barsOf({ 1: 10, 2: 10, 3: 10 });
    expect(() => run(scriptedPair(), [one, one, one])).toThrow('expected instruments in groups of 2, found 3');
    expect(() => run(scriptedPair(), [one, barsOf({ 3: 10, 4: 10, 5: 10 })])).toThrow('expected 2 bars, found 1');
    const { target: _, ...withoutTarget } = scriptedPair() as Parameters<typeof defineStrategy>[0];
    expect(() => defineStrategy({ ...withoutTarget, onSlice: () => {} })).toThrow('legs are for targets');
  });
});

describe('columns over two instruments', () => {
  const random = new Random(11);
  /** Random walks that are each missing at some moments. */
  const walk = (missing: number) => {
    let close = 100;
    const closes: Record<number, number> = {};
    for (let ts = 1; ts <= 400; ts++) {
      close += random.normal();
      if (random.next() > missing) closes[ts] = close;
    }
    return barsOf(closes);
  };
  const history = [walk(0.1), walk(0.2)];

  const spread = defineStrategy({
    ...description,
    id: 'spread',
    columns: ({ close }, _parameters, [, second]) => ({ first: zScore(close, 20), second: zScore(second.close, 20) }),
    legs: { count: 2, fillBars: 2, exposures: () => [0.5, -0.5] },
    target: ({ first, second }, held) => {
      const apart = first.now - second.now;
      if (apart > 1) return -1;
      if (apart < -1) return 1;
      return held;
    },
    score: ({ first, second }) => second.now - first.now,
  });

  it('are the same over history and when bars come one by one', () => {
    const slots = [0, 1];
    const [bound, live] = [new Subject(spread, {}, slots), new Subject(spread, {}, slots)];
    bound.bindHistory(history, [0, 0]);
    live.bindRings();
    let decisions = 0;
    const watch = defineStrategy({
      ...description,
      id: 'watch',
      columns: () => ({}),
      onSlice: ({ slice }) => {
        for (const subject of [bound, live]) subject.observe(slice);
        expect(live.isNew).toBe(bound.isNew);
        expect(live.columns.first.now).toBe(bound.columns.first.now);
        expect(live.columns.second.now).toBe(bound.columns.second.now);
        if (bound.isNew) decisions++;
      },
    });
    run(watch, history);
    expect(decisions).toBeGreaterThan(300);
  });

  it('start at any moment where the whole history has them', () => {
    const whole = run(spread, history);
    const from = history[0].ts[200];
    const later = run(spread, history, { from });
    const at = whole.curve.ts.indexOf(from);
    expect(later.curve.length).toBe(whole.curve.length - at);
    // The same decisions once both have changed their mind: same sides at the same moments.
    const sides = ({ fills }: typeof whole, after: number) =>
      fills.filter(({ ts }) => ts > after).map(({ ts, slot, signedQuantity }) => [ts, slot, Math.sign(signedQuantity)]);
    const settled = later.fills[3].ts;
    expect(sides(later, settled)).toEqual(sides(whole, settled));
    expect(sides(later, settled).length).toBeGreaterThan(10);
  });

  it('give the latest signal as the last decision of a backtest', () => {
    const signal = latestSignal({ strategy: spread, parameters: {}, history });
    if ('needed' in signal) throw new Error('the history is long enough');
    const { openPositions } = run(spread, history);
    expect(signal.exposure).toBe(Math.sign(openPositions[0].quantity));
    expect(signal.ts).toBe(Math.max(history[0].ts.at(-1) as number, history[1].ts.at(-1) as number));
    expect(latestSignal({ strategy: spread, parameters: {}, history: [barsOf({ 1: 1 }), barsOf({ 1: 1 })] })).toEqual({
      needed: 20,
    });
  });
});
