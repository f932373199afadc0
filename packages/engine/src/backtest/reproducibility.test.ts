import { describe, expect, it } from 'vitest';
import { CustomFee, noCosts } from '../matching/costs.ts';
import { allocateBars, type BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { Random } from '../statistics/random.ts';
import { buyAndHold } from '../strategies/general/buy-and-hold.ts';
import { smaCross } from '../strategies/general/sma-cross.ts';
import { canonical, describeRun, reproducibilityId } from './reproducibility.ts';
import { type BacktestRequest, defaultFillRules, runBacktest } from './run.ts';
import { firstDifference } from './verify.ts';

function walk(seed: number): BarColumns {
  const random = new Random(seed);
  const bars = allocateBars(120);
  let price = 100;
  for (let i = 0; i < bars.length; i++) {
    price *= 1 + 0.01 * random.normal();
    bars.ts[i] = (i + 1) * 86_400_000;
    for (const field of ['open', 'high', 'low', 'close'] as const) bars[field][i] = price;
  }
  return bars;
}

const request = (given: Partial<BacktestRequest> = {}): BacktestRequest => ({
  strategy: smaCross,
  parameters: { fast: 3, slow: 10, direction: 'long_short' },
  instruments: [instrument({ symbol: 'X' })],
  history: [walk(1)],
  capital: 1000,
  costs: { ...noCosts, feeBps: 5 },
  fill: defaultFillRules,
  periodsPerYear: 252,
  ...given,
});

const code = { codeVersion: '1.0.0' };

describe('the reproducibility id', () => {
  it('is the same for the same run, however the request was put together', () => {
    const { capital, ...rest } = request();
    const id = reproducibilityId(request(), code);
    expect(reproducibilityId({ capital, ...rest }, code)).toBe(id);
    expect(reproducibilityId(request({ to: undefined, protection: undefined }), code)).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('changes with everything a result depends on', () => {
    const other = walk(1);
    other.volume[119] = 1;
    const rates = { currency: 'EUR', ts: Float64Array.of(1), rate: Float64Array.of(1.1) };
    const ids = [
      reproducibilityId(request(), code),
      reproducibilityId(request(), { codeVersion: '1.0.1' }),
      reproducibilityId(request(), { ...code, seed: 1 }),
      reproducibilityId(request(), { ...code, data: ['given'] }),
      ...[
        { history: [other] },
        { parameters: { fast: 4, slow: 10, direction: 'long_short' } },
        { strategy: buyAndHold },
        { instruments: [instrument({ symbol: 'X', tick: 0.01 })] },
        { capital: 1001 },
        { costs: { ...noCosts, feeBps: 6 } },
        { fill: { ...defaultFillRules, atEnd: 'close' as const } },
        { from: 5 },
        { to: 5 },
        { periodsPerYear: 365 as const },
        { protection: { stopLossPct: 5 } as object },
        { baseCurrency: 'EUR' },
        { rates: [rates] },
        { events: [{ kind: 'dividend' as const, ts: 5, slot: 0, perUnit: 1 }] },
        { finer: [walk(2)] },
        { finer: [undefined] },
        { oneR: 5 },
      ].map((given) => reproducibilityId(request(given), code)),
      reproducibilityId(
        { ...request(), sleeves: [{ strategy: smaCross, parameters: {}, slots: [0], weight: 1 }] },
        code,
      ),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('needs a name for what was given as a function', () => {
    const given = request({ fees: new CustomFee(() => 1) });
    expect(() => reproducibilityId(given, code)).toThrow('expected a name for the fees of this run');
    const named = (fees: string) => reproducibilityId(given, { ...code, models: { fees } });
    expect(named('one each')).not.toBe(named('two each'));
  });

  it('is of a text that anybody can read', () => {
    const described = JSON.parse(describeRun(request({ from: Number.NEGATIVE_INFINITY }), code));
    expect(described).toMatchObject({ codeVersion: '1.0.0', traders: [{ strategy: 'sma-cross' }] });
    expect(described.settings).toMatchObject({ capital: 1000, from: '-Infinity' });
    expect(canonical({ b: [1, -0, Number.NaN], a: 'x', c: undefined })).toBe('{"a":"x","b":[1,"-0","NaN"]}');
  });
});

describe('comparing two results', () => {
  it('finds nothing between a run and its repetition', () => {
    expect(firstDifference(runBacktest(request()), runBacktest(request()))).toBeNull();
  });

  it('names the first difference by its path', () => {
    const one = { curve: { equity: Float64Array.of(1, 2, 3) }, trades: [{ pnl: 1 }, { pnl: -0 }], name: 'a' };
    const changed = (change: (copy: typeof one) => void) => {
      const copy = structuredClone(one);
      change(copy);
      return firstDifference(one, copy);
    };
    expect(changed(() => {})).toBeNull();
    expect(changed(({ curve }) => curve.equity.fill(9, 1, 2))).toEqual({
      path: 'curve.equity[1]',
      expected: '2',
      found: '9',
    });
    expect(changed(({ trades }) => Object.assign(trades[1], { pnl: 0 }))).toEqual({
      path: 'trades[1].pnl',
      expected: '-0',
      found: '0',
    });
    expect(changed(({ trades }) => trades.push({ pnl: 2 }))).toEqual({
      path: 'trades.length',
      expected: '2',
      found: '3',
    });
    expect(changed((copy) => Object.assign(copy, { extra: [1] }))).toEqual({
      path: 'extra',
      expected: 'undefined',
      found: 'a list of 1',
    });
    expect(firstDifference({ a: [] }, { a: {} })).toEqual({ path: 'a', expected: 'a list of 0', found: 'an object' });
    expect(firstDifference(1, 2)?.path).toBe('the result');
  });

  it('tells the bits of a number apart and takes one NaN for another', () => {
    expect(firstDifference(Float64Array.of(Number.NaN), Float64Array.of(Number.NaN))).toBeNull();
    expect(firstDifference(Float64Array.of(0.1 + 0.2), Float64Array.of(0.3))?.path).toBe('[0]');
  });
});
