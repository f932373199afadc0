/** The result of a backtest for a person: what it stands on, the figures, the curve, what costs do to it, the trades. */
import type { Meta } from '@tradewind/contract/envelope.ts';
import { toWireName } from '@tradewind/contract/naming.ts';
import type { Unit } from '@tradewind/engine/metrics/metric.ts';
import { metrics } from '@tradewind/engine/metrics/summary.ts';
import type { BacktestResult, BacktestTrade, TradesAtEnds } from '../desk/backtest-run.ts';
import { absent, count, days, label, moment, money, percent, plain, ratio } from './figures.ts';
import { noticeOf } from './notice.ts';
import { sparkline } from './sparkline.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Told {
  readonly result: BacktestResult;
  readonly meta: Meta | null;
  readonly trades: TradesAtEnds;
  /** Every metric, not only the leading ones. */
  readonly isComplete: boolean;
}

const leading = new Set([
  'total_return',
  'annual_return',
  'annual_volatility',
  'sharpe_ratio',
  'sortino_ratio',
  'calmar_ratio',
  'max_drawdown',
  'max_drawdown_days',
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

export function backtestReport(terminal: Terminal, { result, meta, trades, isComplete }: Told): string {
  return [
    ...noticeOf(terminal, meta),
    headline(terminal, result),
    assumptions(result),
    '',
    curve(terminal, result),
    '',
    metricTable(terminal, result, isComplete),
    '',
    stressTable(terminal, result),
    '',
    tradeSummary(terminal, trades),
    ...openPositions(result),
    ...refusals(result),
    '',
    terminal.paint(
      'dim',
      `Run ${result.run_id} · source ${result.source ?? 'unknown'} · tradewind runs ${result.run_id} --trades`,
    ),
  ].join('\n');
}

const currencyOf = ({ settings }: BacktestResult): string => settings?.currency ?? '';
const endOf = (result: BacktestResult): number | null => result.equity_curve.at(-1)?.equity ?? null;

function headline({ paint }: Terminal, result: BacktestResult): string {
  const { settings } = result;
  const title = `${result.strategy_id} on ${settings?.symbols.join(', ')} ${settings?.timeframe}`;
  const range = `${moment(result.first_bar ?? '')} … ${moment(result.last_bar ?? '')}, ${count(result.bars)} bars`;
  return `${paint('bold', title)}  ${range}`;
}

/** Under which rules: a result says nothing without them. */
function assumptions({ settings }: BacktestResult): string {
  if (!settings) return '';
  const { costs, fill, params } = settings;
  const charged = Object.entries(costs)
    .filter(([, value]) => typeof value === 'number' && value > 0)
    .map(([name, value]) => `${label(name).toLowerCase()} ${plain(value as number)}`);
  const named = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return [
    named.join(' ') || 'no parameters',
    charged.join(', ') || 'no costs',
    `fills at ${label(fill.when).toLowerCase()}`,
    `sized at ${fill.sizing}`,
    `${fill.lots} lots`,
    ...(fill.allow_short ? [] : ['long only']),
  ].join(' · ');
}

function curve(terminal: Terminal, result: BacktestResult): string {
  const values = result.equity_curve.map(({ equity }) => equity);
  const currency = currencyOf(result);
  const line = terminal.paint('cyan', sparkline(values, Math.min(terminal.width, 80)));
  return `${line}\n${money(result.settings?.capital, currency)} → ${terminal.paint('bold', money(endOf(result), currency))}`;
}

const unitOf: ReadonlyMap<string, Unit> = new Map(metrics.map(({ name, unit }) => [toWireName(name), unit]));

function figure(name: string, value: number | null, currency: string): string {
  const unit = unitOf.get(name);
  if (unit === 'fraction') return percent(value);
  if (unit === 'money') return money(value, currency);
  if (unit === 'count') return count(value);
  if (unit === 'days') return days(value);
  return ratio(value);
}

function metricTable(terminal: Terminal, result: BacktestResult, isComplete: boolean): string {
  const currency = currencyOf(result);
  const rows = Object.entries(result.metrics)
    .filter(([name]) => isComplete || leading.has(name))
    .map(([name, value]) => {
      const why = value === null ? (result.metrics_absent?.[name] ?? '') : '';
      return [label(name), figure(name, value, currency), why];
    });
  // In the order of the engine's own summary, whatever order the wire has.
  const rank = new Map([...unitOf.keys()].map((name, i) => [label(name), i]));
  rows.sort((a, b) => (rank.get(a[0]) ?? rows.length) - (rank.get(b[0]) ?? rows.length));
  const hasReasons = rows.some(([, , why]) => why !== '');
  const columns = [
    { head: 'Metric' },
    { head: 'Value', align: 'right' as const },
    { head: hasReasons ? 'Why it is absent' : '', wraps: true as const },
  ];
  const equity = ['Final equity', money(endOf(result), currency), ''];
  return table(terminal, columns, [equity, ...rows]);
}

function stressTable(terminal: Terminal, { cost_stress: levels = [] }: BacktestResult): string {
  const heads = ['Costs', 'Total return', 'Sharpe', 'Max drawdown'];
  const columns = heads.map((head, i) => ({ head, align: i === 0 ? ('left' as const) : ('right' as const) }));
  const rows = levels.map((one) => [
    `× ${plain(one.factor)}`,
    percent(one.total_return),
    ratio(one.sharpe),
    percent(one.max_drawdown),
  ]);
  return table(terminal, columns, rows);
}

function tradeSummary(terminal: Terminal, { first, last, total }: TradesAtEnds): string {
  if (total === 0) return 'No trade was closed.';
  const between = total - first.length - last.length;
  const gap =
    between > 0 ? [`… ${count(between)} more`, ...Array.from({ length: tradeColumns.length - 1 }, () => '')] : [];
  const rows = [...first.map(tradeRow), ...(gap.length > 0 ? [gap] : []), ...last.map(tradeRow)];
  return table(terminal, tradeColumns, rows);
}

export const tradeColumns = [
  'Entry',
  'Exit',
  'Symbol',
  'Side',
  'Size',
  'Entry price',
  'Exit price',
  'P&L',
  'Return',
].map((head, i) => ({ head, align: i < 4 ? ('left' as const) : ('right' as const) }));

export function tradeRow(trade: BacktestTrade): string[] {
  return [
    moment(trade.entry_time),
    moment(trade.exit_time),
    trade.symbol,
    trade.side,
    plain(trade.size),
    plain(trade.entry_price),
    plain(trade.exit_price),
    ratio(trade.pnl),
    percent(trade.return),
  ];
}

function openPositions(result: BacktestResult): string[] {
  const currency = currencyOf(result);
  return (result.open_positions ?? []).map((one) => {
    const at = `${plain(one.quantity)} ${one.symbol} at ${plain(one.average_price)}`;
    return `Open at the end: ${at}, ${money(one.unrealized_pnl, currency)} unrealized`;
  });
}

function refusals({ refusals: refused = [] }: BacktestResult): string[] {
  return refused.map(
    ({ rule, reason, count: times }) => `Refused ${count(times)} times by ${rule}: ${reason || absent}`,
  );
}
