/** Metrics as a person reads them: the engine's own order, units and the few that come first. */
import { toWireName } from '@tradewind/contract/naming.ts';
import { metrics } from '@tradewind/engine/metrics/summary.ts';
import { count, days, label, money, percent, ratio } from './figures.ts';

/** Wire names in the order of a summary. */
export const metricNames: readonly string[] = metrics.map(({ name }) => toWireName(name));

export const leadingMetrics: ReadonlySet<string> = new Set([
  'total_return',
  'annual_return',
  'annual_volatility',
  'sharpe_ratio',
  'sortino_ratio',
  'calmar_ratio',
  'max_drawdown',
  'max_drawdown_days',
  'benchmark_return',
  'alpha',
  'beta',
  'exposure_time',
  'total_fees',
  'total_trades',
  'win_rate',
  'profit_factor',
  'expectancy',
  'average_trade',
  'best_trade',
  'worst_trade',
]);

const unitOf = new Map(metrics.map(({ name, unit }) => [toWireName(name), unit]));

export const metricLabel = label;

export function metricFigure(name: string, value: number | null, currency: string): string {
  const unit = unitOf.get(name);
  if (unit === 'fraction') return percent(value);
  if (unit === 'money') return money(value, currency).trimEnd();
  if (unit === 'count') return count(value);
  if (unit === 'days') return days(value);
  return ratio(value);
}
