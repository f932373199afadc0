import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fill, Trade } from '../model/fact.ts';
import { kurtosis, skewness, variance } from '../statistics/moments.ts';
import { dayMs } from '../time/timeframe.ts';
import { alphaBeta, jensenAlphaOf } from './alpha-beta.ts';
import { annualisedReturn } from './annual-return.ts';
import { capture } from './capture.ts';
import { downside } from './downside-deviation.ts';
import { compoundedVolatility, geometricMean } from './geometric-volatility.ts';
import { leanSharpeOf } from './lean-sharpe.ts';
import { omega } from './omega.ts';
import { estimateSharpe, minimumTrackRecord, probabilityOfSharpe } from './probabilistic-sharpe.ts';
import { type Summarised, takeSample } from './sample.ts';
import { sharpe } from './sharpe.ts';
import { sortino } from './sortino.ts';
import { stabilityOf } from './stability.ts';
import { metrics, summarise } from './summary.ts';
import { ulcer } from './ulcer-index.ts';
import { parametricCvar, parametricVar } from './value-at-risk.ts';
import { volatility } from './volatility.ts';

const capital = 1000;

function tradeOf(pnl: number, given: Partial<Trade> = {}): Trade {
  return {
    session: 0,
    slot: 0,
    side: 1,
    quantity: 1,
    entryTs: dayMs,
    exitTs: 3 * dayMs,
    entryIndex: 0,
    exitIndex: 2,
    entryPrice: 100,
    exitPrice: 100 + pnl,
    entryNotional: 100,
    fees: 0,
    pnl,
    maxAdverse: -0.1,
    maxFavourable: 0.3,
    ...given,
  };
}

function fillOf(): Fill {
  return { ts: dayMs, orderId: 1, session: 0, slot: 0, signedQuantity: 1, price: 100, fee: 0, referencePrice: 100 };
}

/** Equity day by day, with a trade for each gain. */
function run(equity: readonly number[], gains: readonly number[] = [], more: Partial<Summarised> = {}): Summarised {
  return {
    capital,
    curve: {
      ts: Float64Array.from(equity, (_, i) => (i + 1) * dayMs),
      equity: Float64Array.from(equity),
      exposure: Float64Array.from(equity, (value, i) => (i % 2 === 0 ? value / 2 : 0)),
    },
    trades: gains.map((gain) => tradeOf(gain)),
    fills: [],
    periodsPerYear: 252,
    ...more,
  };
}

/** 1000, 1010, 1000, 1010 … */
const zigzag = (days: number) => Array.from({ length: days }, (_, i) => (i % 2 === 0 ? 1010 : 1000));

describe('a summary', () => {
  it('has a name, a unit, a definition and a reason for every figure, and each name once', () => {
    const names = metrics.map((metric) => metric.name);
    expect(new Set(names).size).toBe(names.length);
    for (const metric of metrics) {
      expect(metric.name).toMatch(/^[a-z][a-zA-Z0-9]*$/);
      expect(metric.definition).not.toBe('');
      expect(metric.undefinedWhen).not.toBe('');
    }
  });

  it('says of too small a sample how many there are and how many are needed', () => {
    const { values, absent } = summarise(run(zigzag(19), [10, -5]));
    expect(values.sharpeRatio).toBeNull();
    expect(absent.sharpeRatio).toBe('needs 20 trading days, there are 19');
    expect(absent.skewness).toBe('needs 30 trading days, there are 19');
    expect(absent.valueAtRisk95).toBe('needs 100 trading days, there are 19');
    expect(absent.conditionalValueAtRisk99).toBe('needs 500 trading days, there are 19');
    expect(absent.systemQuality).toBe('needs 30 closed trades, there are 2');
    expect(values.totalReturn).toBeCloseTo(0.01, 14);
    expect(values.winRate).toBe(0.5);
  });

  it('has the figure from the first sufficient sample on', () => {
    expect(summarise(run(zigzag(20))).values.sharpeRatio).not.toBeNull();
    expect(summarise(run(zigzag(30))).values.skewness).not.toBeNull();
    expect(summarise(run(zigzag(99))).values.valueAtRisk95).toBeNull();
    expect(summarise(run(zigzag(100))).values.valueAtRisk95).not.toBeNull();
    const gains = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? -5 : 10));
    expect(summarise(run(zigzag(40), gains.slice(1))).values.kellyFraction).toBeNull();
    expect(summarise(run(zigzag(40), gains)).values.kellyFraction).toBeCloseTo(2 / 3 - 1 / 3 / 2, 12);
  });

  it('says why a figure does not exist however large the sample is', () => {
    const { values, absent } = summarise(run(new Array(600).fill(capital)));
    expect(values.sharpeRatio).toBeNull();
    expect(absent.sharpeRatio).toBe('there are fewer than two trading days, or the equity never moved');
    expect(absent.winRate).toBe('no trade was closed');
    expect(absent.alpha).toBe('the run names no benchmark, or the benchmark never moved');
    expect(absent.deflatedSharpe).toBe('the run was not picked from a search, or the equity never moved');
    expect(values.maxDrawdown).toBe(0);
    expect(values.totalTrades).toBe(0);
  });

  it('has no figure of returns once the equity has been gone: on nothing there is no return', () => {
    const lost = [1000, 1100, 900, -200, -250, ...new Array<number>(95).fill(-250)];
    const { values, absent } = summarise(
      run(lost, [-1250], { benchmark: Float64Array.from(lost, (_, i) => 10 + (i % 3)) }),
    );
    expect(values).toMatchObject({
      totalReturn: -1.25,
      maxDrawdown: -250 / 1100 - 1,
      totalTrades: 1,
      worstTrade: -12.5,
    });
    for (const name of [
      'sharpeRatio',
      'sortinoRatio',
      'omegaRatio',
      'downsideDeviation',
      'valueAtRisk95',
      'beta',
      'downCapture',
      'winningDays',
    ]) {
      expect([name, values[name]]).toEqual([name, null]);
    }
    expect(absent.omegaRatio).toBe('no day lost money, or the equity fell to zero or below');
  });

  it('of no bars at all has counts and no figures', () => {
    const { values } = summarise(run([]));
    const there = Object.entries(values).filter(([, value]) => value !== null);
    expect(Object.fromEntries(there)).toEqual({ totalFees: 0, totalTrades: 0, maxConsecutiveLosses: 0 });
  });

  it('knows activity, excursions and holding times', () => {
    const gains = [10, -5, -5, 10, -1];
    const { values } = summarise(run(zigzag(42), gains, { traded: 6030, oneR: 5 }));
    expect(values.exposureTime).toBe(0.5);
    // Half of 1010 on every other day, over a mean equity of 1005.
    expect(values.averageExposure).toBeCloseTo(252.5 / 1005, 14);
    // 6030 over a mean equity of 1005, in a sixth of a year.
    expect(values.turnover).toBeCloseTo(36, 12);
    expect(values.maxConsecutiveLosses).toBe(2);
    expect(values.averageHoldingDays).toBe(2);
    expect(values.averageAdverseExcursion).toBeCloseTo(-0.1, 14);
    expect(values.worstAdverseExcursion).toBe(-0.1);
    expect(values.averageFavourableExcursion).toBeCloseTo(0.3, 14);
    expect(values.edgeRatio).toBeCloseTo(3, 12);
    expect(values.expectancy).toBeCloseTo(9 / 5, 14);
    expect(values.expectancyR).toBeCloseTo(9 / 25, 14);
    expect(values.averageTrade).toBeCloseTo(0.018, 14);
    // All five lie on bars 0 to 2.
    expect(values.tradeExposureTime).toBeCloseTo(3 / 42, 14);
    // W = 2/5: (.4 + .38416 − 1.96·√((.24 + .19208)/5)) / 1.76832.
    expect(values.winRateLowerBound).toBeCloseTo(0.1176, 4);
  });

  it('sets the run beside its benchmark', () => {
    const equity = zigzag(60);
    const benchmark = Float64Array.from(equity, (value) => value / 20);
    const { values } = summarise(run(equity, [], { benchmark }));
    // The first day differs: the run started from its capital, the benchmark from its first mark.
    expect(values.benchmarkReturn).toBeCloseTo(1000 / 1010 - 1, 14);
    expect(values.beta).toBeGreaterThan(0.95);
    expect(values.trackingError).toBeGreaterThan(0);
    expect(values.downCapture).toBeCloseTo(1, 12);
  });

  it('refuses a benchmark that does not belong to the curve', () => {
    const wrong = { benchmark: new Float64Array(3) };
    expect(() => summarise(run(zigzag(4), [], wrong))).toThrow('at each of 4 marks expected, found 3');
  });

  it('deflates the Sharpe ratio of a run that was picked from a search', () => {
    const equity = Array.from({ length: 60 }, (_, i) => 1000 + 3 * i + (i % 2) * 10);
    const single = summarise(run(equity, [], { trials: { count: 1, sharpeDeviation: 0.1 } })).values;
    const picked = summarise(run(equity, [], { trials: { count: 50, sharpeDeviation: 0.1 } })).values;
    expect(single.deflatedSharpe).toBe(single.probabilisticSharpe);
    expect(picked.deflatedSharpe).toBeLessThan(single.deflatedSharpe as number);
  });
});

describe('the figures of a run', () => {
  // 60 days that rise and fall unevenly, the first one too.
  const equity = Array.from({ length: 60 }, (_, i) => 1010 + 3 * i + ((i * 7) % 11));
  const benchmark = Float64Array.from({ length: 60 }, (_, i) => 500 + ((i * 5) % 13));
  const fills = [{ fee: 2 }, { fee: 0.5 }].map((given) => ({ ...fillOf(), ...given }));
  const measured = run(equity, [10, -5, 20], { benchmark, fills });
  const { dailyReturns: r, benchmarkReturns } = takeSample(measured);
  const b = benchmarkReturns as Float64Array;
  const { values } = summarise(measured);

  it('are those of its daily returns, 252 to the year', () => {
    const root = Math.sqrt(252);
    const expected = {
      annualReturn: annualisedReturn(r, 252),
      annualVolatility: volatility(r, 252),
      downsideDeviation: downside(r) * root,
      sharpeRatio: sharpe(r, 252),
      sortinoRatio: sortino(r, 252),
      omegaRatio: omega(r),
      ulcerIndex: ulcer(r),
      ulcerPerformance: annualisedReturn(r, 252) / ulcer(r),
      parametricValueAtRisk95: parametricVar(r, 0.05),
      parametricValueAtRisk99: parametricVar(r, 0.01),
      parametricConditionalValueAtRisk95: parametricCvar(r, 0.05),
      parametricConditionalValueAtRisk99: parametricCvar(r, 0.01),
      skewness: skewness(r),
      kurtosis: kurtosis(r),
      stability: stabilityOf(r),
      bestDay: Math.max(...r),
      worstDay: Math.min(...r),
      winningDays: r.filter((one) => one > 0).length / r.length,
      minimumTrackRecordDays: minimumTrackRecord(estimateSharpe(r), 0, 0.95),
      probabilisticSharpe: probabilityOfSharpe(estimateSharpe(r), 60, 0),
      leanSharpe: leanSharpeOf(r, 252),
      geometricSharpe:
        annualisedReturn(r, 252) / compoundedVolatility(geometricMean(r), variance(r.subarray(1), 1), 252),
      geometricSortino: annualisedReturn(r, 252) / (downside(r.subarray(1)) * root),
    };
    for (const [name, figure] of Object.entries(expected)) expect(values[name], name).toBeCloseTo(figure, 9);
  });

  it('compare those with the returns of its benchmark', () => {
    const active = r.map((one, i) => one - b[i]);
    const expected = {
      alpha: alphaBeta(r, b, 252).alpha,
      beta: alphaBeta(r, b, 252).beta,
      jensenAlpha: jensenAlphaOf(r, b, 252),
      trackingError: volatility(active, 252),
      informationRatio: sharpe(active, 252),
      upCapture: capture(r, b, 'up', 252),
      downCapture: capture(r, b, 'down', 252),
    };
    for (const [name, figure] of Object.entries(expected)) expect(values[name], name).toBeCloseTo(figure, 9);
  });

  it('add up its fees and keep a day without a gain out of the winning ones', () => {
    expect(values.totalFees).toBe(2.5);
    expect(summarise(run([1000, 1010, 1010, 1000])).values.winningDays).toBe(0.25);
  });
});

describe('daily returns', () => {
  it('take the last mark of each UTC day, one that ends at midnight being the day before', () => {
    const hours = [6, 24, 30, 47, 48, 49];
    const { dailyReturns } = takeSample({
      ...run([]),
      curve: {
        ts: Float64Array.from(hours, (hour) => hour * 3_600_000),
        equity: Float64Array.of(1100, 1200, 900, 800, 600, 300),
        exposure: new Float64Array(6),
      },
    });
    expect([...dailyReturns]).toEqual([1200 / 1000 - 1, 600 / 1200 - 1, 300 / 600 - 1]);
  });
});

describe('any run', () => {
  it('has a finite figure or a reason for every metric, never both, and is the same in another currency', () => {
    const paths = fc.array(fc.integer({ min: -300, max: 300 }), { maxLength: 130 });
    fc.assert(
      fc.property(paths, fc.array(fc.integer({ min: -50, max: 50 }), { maxLength: 40 }), (steps, gains) => {
        let value = capital;
        const equity = steps.map((step) => {
          value *= 1 + step / 10_000;
          return value;
        });
        const { values, absent } = summarise(run(equity, gains));
        const exchanged = summarise({
          ...run(
            equity.map((one) => one * 4),
            gains.map((gain) => gain * 4),
          ),
          capital: capital * 4,
          trades: gains.map((gain) => tradeOf(gain * 4, { entryNotional: 400 })),
        });
        expect(exchanged.absent).toEqual(absent);
        for (const { name, unit } of metrics) {
          const figure = values[name];
          expect(figure === null).toBe(name in absent);
          if (figure === null) continue;
          expect(Number.isFinite(figure)).toBe(true);
          expect(exchanged.values[name]).toBe(unit === 'money' ? figure * 4 : figure);
        }
      }),
    );
  });
});
