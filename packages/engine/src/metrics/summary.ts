/** All metrics of a run. A figure that does not exist is null, and `absent` says why (decision 19). */

import type { Fill, Trade } from '../model/fact.ts';
import type { PeriodsPerYear } from '../time/periods.ts';
import { annualReturn } from './annual-return.ts';
import { cagr } from './cagr.ts';
import { calmarRatio } from './calmar.ts';
import { dailyReturns } from './daily-returns.ts';
import { averageDrawdown, maxDrawdown, maxDrawdownDays } from './drawdown.ts';
import { exposureTime } from './exposure-time.ts';
import { totalFees } from './fees.ts';
import { geometricSharpe } from './geometric-sharpe.ts';
import { geometricVolatility } from './geometric-volatility.ts';
import type { Metric, Sample } from './metric.ts';
import { sharpeRatio } from './sharpe.ts';
import { sortinoRatio } from './sortino.ts';
import { totalReturn } from './total-return.ts';
import {
  averageTrade,
  bestTrade,
  expectancy,
  geometricAverageTrade,
  profitFactor,
  returnProfitFactor,
  systemQuality,
  totalTrades,
  winRate,
  worstTrade,
} from './trade-statistics.ts';
import { annualVolatility } from './volatility.ts';

/** In the order in which a summary shows them. */
export const metrics: readonly Metric[] = [
  totalReturn,
  annualReturn,
  cagr,
  annualVolatility,
  sharpeRatio,
  sortinoRatio,
  calmarRatio,
  maxDrawdown,
  averageDrawdown,
  maxDrawdownDays,
  exposureTime,
  totalTrades,
  winRate,
  profitFactor,
  expectancy,
  averageTrade,
  bestTrade,
  worstTrade,
  systemQuality,
  totalFees,
  geometricVolatility,
  geometricSharpe,
  geometricAverageTrade,
  returnProfitFactor,
];

export interface Metrics {
  /** By metric name; null where the figure does not exist. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Why, for each null. */
  readonly absent: Readonly<Record<string, string>>;
}

export interface Summarised {
  readonly capital: number;
  readonly curve: { readonly ts: Float64Array; readonly equity: Float64Array; readonly exposure: Float64Array };
  readonly trades: readonly Trade[];
  readonly fills: readonly Fill[];
  readonly periodsPerYear: PeriodsPerYear;
}

export function summarise({ capital, curve, trades, fills, periodsPerYear }: Summarised): Metrics {
  const { ts, equity, exposure } = curve;
  const sample: Sample = {
    capital,
    equity,
    ts,
    exposure,
    dailyReturns: dailyReturns(ts, equity, capital),
    periodsPerYear,
    trades,
    fees: fills.reduce((total, fill) => total + fill.fee, 0),
  };
  const values: Record<string, number | null> = {};
  const absent: Record<string, string> = {};
  for (const metric of metrics) {
    const value = metric.compute(sample);
    values[metric.name] = Number.isFinite(value) ? value : null;
    if (values[metric.name] === null) absent[metric.name] = metric.undefinedWhen;
  }
  return { values, absent };
}
