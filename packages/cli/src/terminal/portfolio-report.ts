/** The result of a portfolio for a person: the account, what each strategy brought, and how far they went together. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import type { readPortfolioRun } from '@tradewind/contract/doors/portfolio-backtest.ts';
import type { Meta } from '@tradewind/contract/envelope.ts';
import { qualityLines } from './backtest-report.ts';
import { count, moment, money, percent, ratio } from './figures.ts';
import { leadingMetrics, metricFigure, metricLabel, metricNames } from './metrics.ts';
import { noticeOf } from './notice.ts';
import { sparkline } from './sparkline.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

type PortfolioResult = DoorAnswer<typeof readPortfolioRun>;

export function portfolioReport(terminal: Terminal, result: PortfolioResult, meta: Meta | null): string {
  return [
    ...noticeOf(terminal, meta),
    headline(terminal, result),
    '',
    curve(terminal, result),
    '',
    metricTable(terminal, result),
    '',
    sleeveTable(terminal, result),
    '',
    correlationTable(terminal, result),
    '',
    ...qualityLines(result),
    ...result.refusals.map(({ rule, reason, count: times }) => `Refused ${count(times)} times by ${rule}: ${reason}`),
    terminal.paint('dim', `Run ${result.run_id} · source ${result.source}`),
  ].join('\n');
}

function headline({ paint }: Terminal, { sleeves, settings, first_bar, last_bar, bars }: PortfolioResult): string {
  const title = `${sleeves.map(({ strategy_id: id }) => id).join(' + ')} on ${settings.symbols.join(', ')}`;
  const range = `${moment(first_bar)} … ${moment(last_bar)}, ${count(bars)} bars`;
  return `${paint('bold', title)} ${settings.timeframe}  ${range}`;
}

function curve(terminal: Terminal, { equity_curve: points, settings }: PortfolioResult): string {
  const values = points.map(({ equity }) => equity);
  const line = terminal.paint('cyan', sparkline(values, Math.min(terminal.width, 80)));
  const { capital, currency } = settings;
  return `${line}\n${money(capital, currency)} → ${terminal.paint('bold', money(values.at(-1), currency))}`;
}

function metricTable(terminal: Terminal, { metrics, settings }: PortfolioResult): string {
  const rows = metricNames
    .filter((name) => leadingMetrics.has(name))
    .map((name) => [metricLabel(name), metricFigure(name, metrics[name] ?? null, settings.currency)]);
  return table(terminal, [{ head: 'Metric' }, { head: 'Value', align: 'right' }], rows);
}

/** The last row is the account: the parts above it add up to it. */
function sleeveTable(terminal: Terminal, { sleeves, attribution, metrics, settings }: PortfolioResult): string {
  const heads = ['Strategy', 'Weight', 'P&L', 'Of total return', 'Sharpe', 'Max drawdown', 'Trades'];
  const columns = heads.map((head, i) => ({ head, align: i === 0 ? ('left' as const) : ('right' as const) }));
  const rows = sleeves.map((one) => [
    one.strategy_id,
    percent(one.weight),
    money(one.total, settings.currency),
    percent(attribution[one.strategy_id]),
    ratio(one.metrics.sharpe_ratio),
    percent(one.metrics.max_drawdown),
    count(one.metrics.total_trades),
  ]);
  const total = (of: (one: (typeof sleeves)[number]) => number) => sleeves.reduce((sum, one) => sum + of(one), 0);
  const account = [
    'Account',
    percent(total(({ weight }) => weight)),
    money(
      total((one) => one.total),
      settings.currency,
    ),
    percent(metrics.total_return),
    ratio(metrics.sharpe_ratio),
    percent(metrics.max_drawdown),
    count(metrics.total_trades),
  ];
  return table(terminal, columns, [...rows, account]);
}

function correlationTable(terminal: Terminal, { correlation: { strategies, matrix } }: PortfolioResult): string {
  if (strategies.length < 2) return '';
  const columns = [{ head: 'Correlation' }, ...strategies.map((head) => ({ head, align: 'right' as const }))];
  return table(
    terminal,
    columns,
    strategies.map((id, i) => [id, ...matrix[i].map(ratio)]),
  );
}
