/**
 * Every figure that backtesting.py prints for its SmaCross(10, 20) on GOOG: the README (release 0.3.3) to its two
 * decimals and release 0.6.6 to 1e-6 per cent. Where theirs is not the field's definition the comment says how it differs.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { defaultFillRules, isTooLittleHistory, runBacktest } from '../backtest/run.ts';
import { type Costs, noCosts } from '../matching/costs.ts';
import type { BarColumns } from '../model/bar.ts';
import { instrument } from '../model/instrument.ts';
import { regression } from '../statistics/correlation.ts';
import { largest } from '../statistics/extremes.ts';
import { variance } from '../statistics/moments.ts';
import { smaCross } from '../strategies/general/sma-cross.ts';
import { dayMs } from '../time/timeframe.ts';
import { annualisedReturn } from './annual-return.ts';
import { downside } from './downside-deviation.ts';
import { compoundedVolatility, geometricMean } from './geometric-volatility.ts';
import { takeSample } from './sample.ts';
import { summarise } from './summary.ts';

const capital = 10_000;

function googBars(): BarColumns {
  const rows = sharedRows('backtests/goog_daily.csv');
  const column = (name: string) => Float64Array.from(rows, (row) => Number(row[name]));
  return {
    length: rows.length,
    ts: Float64Array.from(rows, (row) => Date.parse(row.date) + dayMs),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
}

function measure(costs: Partial<Costs>) {
  const bars = googBars();
  const result = runBacktest({
    strategy: smaCross,
    parameters: { fast: 10, slow: 20, direction: 'long_short' },
    instruments: [instrument({ symbol: 'GOOG' })],
    history: [bars],
    capital,
    costs: { ...noCosts, ...costs },
    fill: { ...defaultFillRules, sizing: 'fill', lots: 'whole' },
    periodsPerYear: 252,
  });
  if (isTooLittleHistory(result)) throw new Error(`expected ${result.need} bars, found ${result.have}`);
  const run = { ...result, capital, periodsPerYear: 252 as const, benchmark: bars.close };
  return { bars, result, sample: takeSample(run), values: summarise(run).values as Record<string, number> };
}

/** They round durations up to the whole bar. */
const wholeDays = (days: number): string => `${Math.ceil(days)} days`;
const percent = (fraction: number): number => fraction * 100;

const caseOf = (name: string) => JSON.parse(readFileSync(sharedData(`backtests/${name}/case.json`), 'utf8'));

/** What both releases define alike, and does not depend on how days are counted. */
function sharedFigures({ bars, sample, values }: ReturnType<typeof measure>): Record<string, string | number> {
  return {
    Start: new Date(bars.ts[0] - dayMs).toISOString().slice(0, 10),
    End: new Date(bars.ts[bars.length - 1] - dayMs).toISOString().slice(0, 10),
    Duration: wholeDays((bars.ts[bars.length - 1] - bars.ts[0]) / dayMs),
    'Exposure Time [%]': percent(values.tradeExposureTime),
    'Equity Final [$]': sample.equity[sample.equity.length - 1],
    'Equity Peak [$]': largest(sample.equity),
    'Return [%]': percent(values.totalReturn),
    'Max. Drawdown [%]': percent(values.maxDrawdown),
    'Avg. Drawdown [%]': percent(values.averageDrawdown),
    'Max. Drawdown Duration': wholeDays(values.maxDrawdownDays),
    'Avg. Drawdown Duration': wholeDays(values.averageDrawdownDays),
    '# Trades': values.totalTrades,
    'Win Rate [%]': percent(values.winRate),
    'Best Trade [%]': percent(values.bestTrade),
    'Worst Trade [%]': percent(values.worstTrade),
    // Theirs is the geometric mean, and their "Expectancy" below the arithmetic one.
    'Avg. Trade [%]': percent(values.geometricAverageTrade),
    'Max. Trade Duration': wholeDays(values.maxHoldingDays),
    'Avg. Trade Duration': wholeDays(values.averageHoldingDays),
    // Of returns, so that a trade of 100 weighs as much as one of 100,000.
    'Profit Factor': values.returnProfitFactor,
    SQN: values.systemQuality,
  };
}

describe.skipIf(!hasSharedData)('SmaCross(10, 20) on GOOG', () => {
  it('has every figure of the README of backtesting.py, to the printed digits', () => {
    const run = measure({ spreadBps: 20 });
    const ours: Record<string, string | number> = {
      ...sharedFigures(run),
      'Buy & Hold Return [%]': percent(run.values.benchmarkReturn),
      'Return (Ann.) [%]': percent(run.values.annualReturn),
      'Volatility (Ann.) [%]': percent(run.values.geometricVolatility),
      'Sharpe Ratio': run.values.geometricSharpe,
      'Sortino Ratio': run.values.geometricSortino,
      'Calmar Ratio': run.values.calmarRatio,
    };
    const rounded = Object.entries(ours).map(([name, figure]) => {
      return [name, typeof figure === 'number' ? Number(figure.toFixed(2)) : figure];
    });
    expect(Object.fromEntries(rounded)).toEqual(caseOf('bt_goog_sma10_20_readme').expected_published);
  });

  it('has every figure of release 0.6.6, to 1e-6', () => {
    const run = measure({ feeBps: 20 });
    const { bars, sample, values, result } = run;
    // This release no longer counts the first day, on which nothing can be earned, into the mean.
    const days = sample.dailyReturns.subarray(1);
    const annual = annualisedReturn(days, 252);
    const volatility = compoundedVolatility(geometricMean(days), variance(days, 1), 252);
    // Buy and hold starts where the averages exist; beta is of log returns; alpha is of the whole period, not a year.
    const held = bars.close[bars.length - 1] / bars.close[19] - 1;
    const logs = (values: Float64Array) => values.subarray(1).map((value, i) => Math.log(value / values[i]));
    const beta = regression(logs(sample.equity), logs(bars.close)).slope;
    const ours: Record<string, string | number> = {
      ...sharedFigures(run),
      // Of closed trades only; ours counts the entry of the position that is still open.
      'Commissions [$]': result.trades.reduce((sum, trade) => sum + trade.fees, 0),
      'Buy & Hold Return [%]': percent(held),
      'Return (Ann.) [%]': percent(annual),
      'Volatility (Ann.) [%]': percent(volatility),
      'CAGR [%]': percent(values.cagr),
      'Sharpe Ratio': annual / volatility,
      'Sortino Ratio': annual / (downside(days) * Math.sqrt(252)),
      'Calmar Ratio': annual / -values.maxDrawdown,
      'Alpha [%]': percent(values.totalReturn - beta * held),
      Beta: beta,
      'Expectancy [%]': percent(values.averageTrade),
      'Kelly Criterion': values.kellyFraction,
    };
    const { expected } = caseOf('bt_goog_sma10_20_v066');
    expect(Object.keys(ours).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, figure] of Object.entries(ours)) {
      if (typeof figure === 'string') expect([name, figure]).toEqual([name, expected[name]]);
      else expect(Math.abs(figure - expected[name]), name).toBeLessThan(1e-6);
    }
    expect(values.totalFees).toBeGreaterThan(expected['Commissions [$]']);
  });
});
