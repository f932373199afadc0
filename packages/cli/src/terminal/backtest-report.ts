/** The result of a backtest for a person: what it stands on, the figures, the curve, what costs do to it, the trades. */
import type { Meta } from '@tradewind/contract/envelope.ts';
import type { BacktestResult, BacktestTrade, TradesAtEnds } from '../desk/backtest-run.ts';
import { absent, count, label, moment, money, percent, plain, ratio, short } from './figures.ts';
import { leadingMetrics, metricFigure, metricLabel, metricNames } from './metrics.ts';
import { noticeOf } from './notice.ts';
import { sparkline } from './sparkline.ts';
import { type Column, table } from './table.ts';
import type { Terminal } from './terminal.ts';

interface Told {
  readonly result: BacktestResult;
  readonly meta: Meta | null;
  readonly trades: TradesAtEnds;
  /** Every metric, not only the leading ones. */
  readonly isComplete: boolean;
}

export function backtestReport(terminal: Terminal, { result, meta, trades, isComplete }: Told): string {
  return [
    ...noticeOf(terminal, meta),
    headline(terminal, result),
    assumptions(terminal, result),
    ...ruin(terminal, result),
    '',
    curve(terminal, result),
    '',
    metricTable(terminal, result, isComplete),
    '',
    stressTable(terminal, result),
    '',
    ...qualityLines(result),
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

/** The one thing nobody may overlook. */
function ruin({ paint }: Terminal, { ruined_at: at }: BacktestResult): string[] {
  return at
    ? [paint('red', `Ruined on ${moment(at)}: no equity was left, everything was closed and nothing entered since.`)]
    : [];
}

/** Under which rules: a result says nothing without them. */
function assumptions({ width }: Terminal, { settings }: BacktestResult): string {
  if (!settings) return '';
  const { costs, fill, params } = settings;
  const charged = Object.entries(costs)
    .filter(([, value]) => typeof value === 'number' && value > 0)
    .map(([name, value]) => `${label(name).toLowerCase()} ${plain(value as number)}`);
  const named = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  const rules = [
    named.join(' ') || 'no parameters',
    charged.join(', ') || 'no costs',
    `fills at ${label(fill.when).toLowerCase()}`,
    `sized at ${fill.sizing}`,
    `${fill.lots} lots`,
    ...(fill.allow_short ? [] : ['long only']),
  ];
  return filled(rules, ' · ', width);
}

/** Joined, with a new line wherever the next part would pass the width. */
function filled(parts: readonly string[], separator: string, width: number): string {
  return parts.reduce((text, part) => {
    const line = text.slice(text.lastIndexOf('\n') + 1);
    return `${text}${line.length + separator.length + part.length > width ? '\n' : separator}${part}`;
  });
}

function curve(terminal: Terminal, result: BacktestResult): string {
  const values = result.equity_curve.map(({ equity }) => equity);
  const currency = currencyOf(result);
  const line = terminal.paint('cyan', sparkline(values, Math.min(terminal.width, 80)));
  return `${line}\n${money(result.settings?.capital, currency)} → ${terminal.paint('bold', money(endOf(result), currency))}`;
}

function metricTable(terminal: Terminal, result: BacktestResult, isComplete: boolean): string {
  const currency = currencyOf(result);
  const rows = metricNames
    .filter((name) => name in result.metrics && (isComplete || leadingMetrics.has(name)))
    .map((name) => {
      const value = result.metrics[name];
      const why = value === null ? (result.metrics_absent?.[name] ?? '') : '';
      return [metricLabel(name), metricFigure(name, value, currency), why];
    });
  const hasReasons = rows.some(([, , why]) => why !== '');
  const columns = [
    { head: 'Metric' },
    { head: 'Value', align: 'right' as const },
    { head: hasReasons ? 'Why it is absent' : '', wraps: true as const },
  ];
  const equity = ['Final equity', money(endOf(result), currency), ''];
  return table(terminal, columns, [equity, ...rows]);
}

function stressTable(terminal: Terminal, result: BacktestResult): string {
  const { cost_stress: levels = [] } = result;
  const heads = ['Costs', 'Total return', 'Sharpe', 'Max drawdown'];
  const columns = heads.map((head, i) => ({ head, align: i === 0 ? ('left' as const) : ('right' as const) }));
  const rows = levels.map((one) => [
    `× ${plain(one.factor)}`,
    percent(one.total_return),
    ratio(one.sharpe),
    percent(one.max_drawdown),
  ]);
  return [table(terminal, columns, rows), ...breakEven(result)].join('\n');
}

/** In multiples of the costs of the run. */
function breakEven({ break_even: found }: BacktestResult): string[] {
  if (!found) return [];
  const { factor, reason } = found;
  return [factor === null ? `No break-even costs: ${reason}.` : `Breaks even at ${ratio(factor)} times these costs.`];
}

/** What is wrong with the bars stands beside what came of them. */
export function qualityLines({ data_quality: quality = [] }: Pick<BacktestResult, 'data_quality'>): string[] {
  if (quality.length === 0) return [];
  const lines = quality.map(({ symbol, score, faults }) => {
    const found = faults.map(({ kind, count: times }) => `${count(times)} ${kind}`).join(', ');
    return `Data quality of ${symbol}: ${plain(score)} of 100${found === '' ? '' : ` (${found})`}`;
  });
  return [...lines, ''];
}

function tradeSummary(terminal: Terminal, { first, last, total }: TradesAtEnds): string {
  if (total === 0) return 'No trade was closed.';
  const between = total - first.length - last.length;
  return tradeTable(terminal, first, between > 0 ? `… ${count(between)} more` : null, last);
}

interface TradeColumn extends Column {
  readonly of: (trade: BacktestTrade) => string;
  /** Left out where the terminal is narrow. */
  readonly isExtra?: true;
}

const tradeColumns: readonly TradeColumn[] = [
  { head: 'Entry', of: (trade) => moment(trade.entry_time) },
  { head: 'Exit', of: (trade) => moment(trade.exit_time) },
  { head: 'Symbol', of: (trade) => trade.symbol },
  { head: 'Side', of: (trade) => trade.side },
  { head: 'Size', align: 'right', of: (trade) => short(trade.size), isExtra: true },
  { head: 'Entry price', align: 'right', of: (trade) => short(trade.entry_price), isExtra: true },
  { head: 'Exit price', align: 'right', of: (trade) => short(trade.exit_price), isExtra: true },
  { head: 'P&L', align: 'right', of: (trade) => ratio(trade.pnl) },
  { head: 'Return', align: 'right', of: (trade) => percent(trade.return) },
];
const wideEnough = 100;

/** `between` is said where trades in the middle are left out. */
export function tradeTable(
  terminal: Terminal,
  first: readonly BacktestTrade[],
  between: string | null = null,
  last: readonly BacktestTrade[] = [],
): string {
  const columns = tradeColumns.filter(({ isExtra }) => terminal.width >= wideEnough || !isExtra);
  const rowOf = (trade: BacktestTrade) => columns.map(({ of }) => of(trade));
  const gap = between === null ? [] : [columns.map((_, i) => (i === 0 ? between : ''))];
  return table(terminal, columns, [...first.map(rowOf), ...gap, ...last.map(rowOf)]);
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
