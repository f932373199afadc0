import { describe, expect, it } from 'vitest';
import { CustomFee, noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { defineStrategy } from '../strategies/strategy.ts';
import { breakEvenFactor, stressCosts } from './cost-stress.ts';
import { type BacktestRequest, defaultFillRules, isTooLittleHistory } from './run.ts';

/** Long from the first close to the third. */
const roundTrip = defineStrategy({
  id: 'round-trip',
  name: 'Round trip',
  assetClasses: ['equity'],
  instruments: ['X'],
  idea: 'Test.',
  source: 'test',
  maximumAgo: 0,
  parameters: {},
  columns: ({ ts }) => ({ ts }),
  target: ({ ts }) => (ts.now < 3 ? 1 : 0),
});

function barsOf(...closes: readonly number[]): BarColumns {
  const bars = allocateBars(closes.length);
  closes.forEach((close, i) => {
    bars.ts[i] = i + 1;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = close;
  });
  return bars;
}

const request = (given: Partial<BacktestRequest> = {}): BacktestRequest => ({
  strategy: roundTrip,
  parameters: {},
  instruments: [instrument({ symbol: 'X' })],
  history: [barsOf(100, 100, 110, 110)],
  capital: 1000,
  costs: noCosts,
  fill: { ...defaultFillRules, sizing: 'fill' },
  periodsPerYear: 252,
  ...given,
});

function stress(given: Partial<BacktestRequest>) {
  const result = stressCosts(request(given));
  if (isTooLittleHistory(result)) throw new Error('the history is long enough');
  return result;
}

const returns = ({ levels }: ReturnType<typeof stress>) =>
  levels.map(({ metrics }) => Number(metrics.values.totalReturn?.toFixed(9)));

describe('the cost stress', () => {
  it('shows the result at no, one, two and three times its costs, and where nothing is left', () => {
    const result = stress({ costs: { ...noCosts, feeBps: 100 } });
    // Bought with 1000 / 1.01 at 100, sold at 110 less 1 %: 1.1 · (1 − f) / (1 + f) with f = 1 %, 2 %, 3 %.
    const left = (f: number) => Number(((1.1 * (1 - f)) / (1 + f) - 1).toFixed(9));
    expect(returns(result)).toEqual([0.1, left(0.01), left(0.02), left(0.03)]);
    // 1.1 (1 − f) = 1 + f at f = 0.1 / 2.1.
    expect(result.breakEven.factor).toBeCloseTo(0.1 / 2.1 / 0.01, 4);
  });

  it('scales fees given as a function and slippage alike', () => {
    const fees = new CustomFee((quantity) => 0.5 * quantity);
    const result = stress({ fees, costs: { ...noCosts, slippageBps: 50 } });
    // As many units as 1000 pays for at 100 with slippage and fee, sold at 110 less both.
    const left = (k: number) => {
      const units = 1000 / (100 * (1 + 0.005 * k) + 0.5 * k);
      return Number(((units * (110 * (1 - 0.005 * k) - 0.5 * k)) / 1000 - 1).toFixed(9));
    };
    expect(returns(result)).toEqual([0, 1, 2, 3].map(left));
    // 110 − 1.05 k = 100 + 1 k
    expect(result.breakEven.factor).toBeCloseTo(10 / 2.05, 4);
  });

  it('finds break-even below one for a run that loses only through its costs', () => {
    expect(stress({ costs: { ...noCosts, feeBps: 1000 } }).breakEven.factor).toBeCloseTo(0.1 / 2.1 / 0.1, 5);
  });

  it('says why there is no break-even', () => {
    const reason = (given: Partial<BacktestRequest>) => stress(given).breakEven;
    const fee = { ...noCosts, feeBps: 10 };
    expect(reason({ costs: fee, history: [barsOf(100, 100, 90, 90)] })).toEqual({
      factor: null,
      reason: 'it does not earn even without costs',
    });
    expect(reason({})).toEqual({ factor: null, reason: 'it pays no costs' });
    expect(reason({ costs: { ...noCosts, feePerOrder: 0.01 } })).toEqual({
      factor: null,
      reason: 'it still earns at 1024 times its costs',
    });
  });

  it('says when there is too little history, as the run does', () => {
    expect(stressCosts(request({ history: [barsOf(100)] }))).toMatchObject({ have: 1, need: 2 });
  });
});

describe('break-even by bisection', () => {
  it.each([0.001, 0.5, 1, 1.7, 3, 1000])('finds the crossing at %f', (crossing) => {
    expect(breakEvenFactor((factor) => crossing - factor).factor).toBeCloseTo(crossing, 3);
  });

  it('takes a figure that does not exist as a loss', () => {
    expect(breakEvenFactor((factor) => (factor > 2 ? Number.NaN : 1 - factor / 100)).factor).toBeCloseTo(2, 5);
  });
});
