import { describe, expect, it } from 'vitest';
import { noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { Random } from '../statistics/random.ts';
import { buyAndHold } from '../strategies/general/buy-and-hold.ts';
import { smaCross } from '../strategies/general/sma-cross.ts';
import { dayMs } from '../time/timeframe.ts';
import { holdIndex, holdInstruments } from './benchmark.ts';
import { compareRuns } from './compare.ts';
import { type BacktestRequest, defaultFillRules, isTooLittleHistory, runBacktest } from './run.ts';

function walk(seed: number, days: number): BarColumns {
  const random = new Random(seed);
  const bars = allocateBars(days);
  let price = 100;
  for (let i = 0; i < days; i++) {
    price *= 1 + 0.01 * random.normal();
    bars.ts[i] = Date.UTC(2024, 0, 1) + (i + 1) * dayMs;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = price;
  }
  return bars;
}

const request = (given: Partial<BacktestRequest> = {}): BacktestRequest => ({
  strategy: smaCross,
  parameters: { fast: 5, slow: 20, direction: 'long_short' },
  instruments: [instrument({ symbol: 'X' }), instrument({ symbol: 'Y' })],
  history: [walk(1, 200), walk(2, 200)],
  capital: 10_000,
  costs: { ...noCosts, feeBps: 10 },
  fill: defaultFillRules,
  periodsPerYear: 252,
  ...given,
});

function run(given: BacktestRequest) {
  const result = runBacktest(given);
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  return result;
}

describe('buying and holding the same instruments', () => {
  it('is worth what half of the capital in each of them becomes, costs included', () => {
    const { ts } = run(request()).curve;
    const held = holdInstruments(request())(ts);
    const [x, y] = request().history.map(({ close }) => (5_000 * close[199]) / close[0] / 1.001);
    // Decided at the first close and bought at the second open, which is the second close here.
    const gap = request().history.reduce((sum, { close }) => {
      const units = 5_000 / 1.001 / close[0];
      return sum + 5_000 - units * close[1] * 1.001;
    }, 0);
    expect(held.at(-1)).toBeCloseTo(x + y + gap, 6);
    expect(held).toHaveLength(ts.length);
  });

  it('gives a run its alpha, beta, tracking error and information ratio', () => {
    const without = run(request()).metrics;
    expect(without.values.beta).toBeNull();
    const { values } = run(request({ benchmark: holdInstruments(request()) })).metrics;
    for (const name of ['benchmarkReturn', 'alpha', 'beta', 'trackingError', 'informationRatio', 'jensenAlpha']) {
      expect(values[name]).toEqual(expect.any(Number));
    }
    expect(values.totalReturn).toBe(without.values.totalReturn);
  });

  it('against itself has a beta of 1 and no alpha', () => {
    const itself = request({ strategy: buyAndHold, parameters: {} });
    const { values, absent } = run({ ...itself, benchmark: holdInstruments(itself) }).metrics;
    expect(values.beta).toBeCloseTo(1, 12);
    expect(values.alpha).toBeCloseTo(0, 12);
    expect(values.trackingError).toBeCloseTo(0, 12);
    expect(values.informationRatio).toBeNull();
    expect(absent.informationRatio).toContain('moved exactly with it');
  });
});

describe('an index', () => {
  const index = walk(3, 100);

  it('is worth its latest close at each moment', () => {
    const ts = Float64Array.of(index.ts[0], index.ts[0] + 1, index.ts[1], index.ts[99] + 5 * dayMs);
    expect([...holdIndex(index)(ts)]).toEqual([index.close[0], index.close[0], index.close[1], index.close[99]]);
  });

  it('must have begun when the run begins', () => {
    expect(() => holdIndex(index)(Float64Array.of(index.ts[0] - 1))).toThrow('expected a bar of the benchmark');
  });
});

describe('runs side by side', () => {
  it('show every metric of each and name what is missing', () => {
    const measured = run(request({ benchmark: holdInstruments(request()) })).metrics;
    const plain = run(request()).metrics;
    const rows = compareRuns([
      { name: 'with', metrics: measured },
      { name: 'without', metrics: plain },
    ]);
    const row = (metric: string) => rows.find((one) => one.metric === metric);
    expect(row('totalReturn')).toEqual({
      metric: 'totalReturn',
      unit: 'fraction',
      values: [measured.values.totalReturn, plain.values.totalReturn],
      missing: [],
    });
    expect(row('beta')?.values).toEqual([measured.values.beta, null]);
    expect(row('beta')?.missing).toEqual([{ run: 'without', reason: plain.absent.beta }]);
    expect(rows.map(({ metric }) => metric)).toEqual(Object.keys(plain.values));
  });

  it('name a metric that an older run was not measured by', () => {
    const [row] = compareRuns([{ name: 'old', metrics: { values: {}, absent: {} } }]);
    expect(row).toMatchObject({ values: [null], missing: [{ run: 'old', reason: 'this run was not measured by it' }] });
  });

  it('need names that tell them apart', () => {
    const { metrics } = run(request());
    expect(() =>
      compareRuns([
        { name: 'a', metrics },
        { name: 'a', metrics },
      ]),
    ).toThrow('found a twice');
  });
});
