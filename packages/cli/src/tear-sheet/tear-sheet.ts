/** A run on one page: a file of its own, without scripts, fonts or pictures from elsewhere. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import type { readBacktestEquity } from '@tradewind/contract/doors/backtest.ts';
import type { Meta } from '@tradewind/contract/envelope.ts';
import type { BacktestResult, BacktestTrade } from '../desk/backtest-run.ts';
import type { Certificate } from '../desk/proof.ts';
import { count, label, moment, money, percent, plain, ratio, short } from '../terminal/figures.ts';
import { leadingMetrics, metricFigure, metricLabel, metricNames } from '../terminal/metrics.ts';
import { chart } from './chart.ts';
import { byDay, type Dated, drawdowns, monthlyReturns, rollingSharpe, type YearOfMonths } from './curves.ts';
import { html, type Markup } from './markup.ts';
import { style } from './style.ts';

export interface TearSheet {
  readonly result: BacktestResult;
  readonly meta: Meta | null;
  readonly equity: DoorAnswer<typeof readBacktestEquity>;
  /** The first of them; `result.metrics.total_trades` says how many there are. */
  readonly trades: readonly BacktestTrade[];
  readonly certificate: Certificate;
}

/** Half a year of sessions. */
const sharpeWindow = 126;

export function tearSheet(sheet: TearSheet): string {
  const { result, equity, meta } = sheet;
  const { capital = 0, periods_per_year: periods = 252 } = result.settings ?? {};
  const days = byDay(equity.equity_curve);
  const held = byDay(equity.benchmark ?? []);
  const title = `${result.strategy_id} on ${result.settings?.symbols.join(', ')} ${result.settings?.timeframe}`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Tradewind">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
${banner(meta)}
<header>
<h1>${title}</h1>
<p class="soft">${moment(result.first_bar ?? '')} … ${moment(result.last_bar ?? '')} · ${count(result.bars)} bars · source ${result.source ?? 'unknown'}</p>
</header>
${tiles(result)}
${section('Equity against the same money bought and held', [
  legend(result),
  chart(
    [
      { name: 'Strategy', kind: 'own', days },
      { name: 'Held', kind: 'other', days: held },
    ],
    { title: 'Equity and benchmark over time', height: 320, write: (value) => short(value), includes: [capital] },
  ),
])}
${section('Drawdown', [
  chart([{ name: 'Drawdown', kind: 'own', days: drawdowns(days, capital) }], {
    title: 'Distance below the highest equity so far',
    height: 170,
    write: wholePercent,
    isArea: true,
    includes: [0],
  }),
])}
${section('Monthly returns, per cent', [heatMap(monthlyReturns(days, capital))])}
${section(`Rolling Sharpe ratio, ${sharpeWindow} days`, [rolling(days, capital, periods)])}
<div class="two">
${section('When trading costs more', [stress(result)])}
${section('Data quality', [quality(result)])}
</div>
${section('Look-ahead certificate', [certificate(sheet.certificate)])}
${section('What it stands on', [assumptions(result)])}
${section('', [metricList(result)])}
${section('', [trades(sheet)])}
<footer>
<p>Reproducibility id <code>${result.reproducibility_id ?? ''}</code><br>
Run <code>${result.run_id}</code>, computed ${moment(result.computed_at)} UTC. The same id means the same bytes: <code>tradewind verify ${result.run_id}</code> makes the run again and compares.</p>
<p>A backtest says what would have happened under its assumptions, not what will.</p>
</footer>
</main>
</body>
</html>
`;
  return page.text;
}

const nothing = html``;

function section(title: string, content: readonly Markup[]): Markup {
  return html`<section>${
    title === ''
      ? nothing
      : html`<h2>${title}</h2>
`
  }${content}</section>`;
}

function banner(meta: Meta | null): Markup {
  return meta?.note ? html`<p class="banner" role="note">${meta.note}</p>` : nothing;
}

const wholePercent = (value: number) => `${Math.round(value * 100)} %`;
const tone = (value: number | null | undefined) =>
  value === null || value === undefined || value === 0 ? '' : value > 0 ? 'good' : 'bad';

function tiles({ metrics, benchmark, data_quality_score: score }: BacktestResult): Markup {
  const shown: readonly (readonly [string, string, string])[] = [
    ['Total return', percent(metrics.total_return), tone(metrics.total_return)],
    ['Annual return', percent(metrics.annual_return), tone(metrics.annual_return)],
    ['Bought and held', percent(benchmark?.total_return), ''],
    ['Sharpe ratio', ratio(metrics.sharpe_ratio), tone(metrics.sharpe_ratio)],
    ['Max drawdown', percent(metrics.max_drawdown), ''],
    ['Trades', count(metrics.total_trades), ''],
    ['Win rate', percent(metrics.win_rate), ''],
    ['Alpha a year', percent(metrics.alpha), tone(metrics.alpha)],
    ['Beta', ratio(metrics.beta), ''],
    ['Data quality', score === null || score === undefined ? '—' : `${plain(score)} / 100`, ''],
  ];
  return html`<dl class="tiles">${shown.map(
    ([name, value, kind]) => html`<div class="tile"><dt>${name}</dt><dd class="${kind}">${value}</dd></div>`,
  )}</dl>`;
}

function legend({ strategy_id: id, benchmark }: BacktestResult): Markup {
  const other = benchmark ? html`<span class="other">Bought and held</span>` : nothing;
  return html`<p class="legend"><span>${id}</span>${other}</p>`;
}

function rolling(days: readonly Dated[], capital: number, periods: number): Markup {
  const sharpe = rollingSharpe(days, capital, periods, sharpeWindow);
  return chart([{ name: 'Sharpe ratio', kind: 'own', days: sharpe }], {
    title: `Sharpe ratio of the last ${sharpeWindow} days`,
    height: 190,
    write: (value) => plain(value),
    includes: [0],
  });
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Per cent; what rounds to zero is zero, not minus zero. */
const oneDecimal = (value: number) => (value * 100).toFixed(1).replace(/^-(0\.0)$/, '$1');

function heatMap(years: readonly YearOfMonths[]): Markup {
  const extreme = Math.max(0.01, ...years.flatMap((one) => one.months.map((value) => Math.abs(value ?? 0))));
  const cell = (value: number | null) => {
    if (value === null) return html`<td></td>`;
    const strength = (0.1 + 0.55 * Math.min(1, Math.abs(value) / Math.min(extreme, 0.12))).toFixed(2);
    const colour = value === 0 ? 'transparent' : `rgba(var(--${value > 0 ? 'good' : 'bad'}-rgb),${strength})`;
    return html`<td style="background:${colour}">${oneDecimal(value)}</td>`;
  };
  return html`<table class="heat"><thead><tr><th></th>${months.map((name) => html`<th>${name}</th>`)}<th>Year</th></tr></thead>
<tbody>${years.map(
    ({ year, months: values, total }) =>
      html`<tr><th>${year}</th>${values.map(cell)}<td class="${tone(total)}">${oneDecimal(total)}</td></tr>`,
  )}</tbody></table>`;
}

interface Cell {
  readonly text: string;
  readonly isNumber?: boolean;
  readonly tone?: string;
}

function grid(heads: readonly Cell[], rows: readonly (readonly Cell[])[]): Markup {
  const classes = ({ isNumber, tone: kind = '' }: Cell) => `${isNumber ? 'number' : ''} ${kind}`.trim();
  return html`<table><thead><tr>${heads.map((head) => html`<th class="${classes(head)}">${head.text}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((one) => html`<td class="${classes(one)}">${one.text}</td>`)}</tr>`)}</tbody></table>`;
}

const number = (text: string, kind?: string): Cell => ({ text, isNumber: true, tone: kind });

function stress({ cost_stress: levels = [], break_even: found }: BacktestResult): Markup {
  const rows = levels.map((one) => [
    { text: `× ${plain(one.factor)}` },
    number(percent(one.total_return), tone(one.total_return)),
    number(ratio(one.sharpe)),
    number(percent(one.max_drawdown)),
  ]);
  const even =
    found?.factor === null
      ? `No break-even costs: ${found.reason}.`
      : `Breaks even at ${ratio(found?.factor)} times these costs.`;
  return html`${grid([{ text: 'Costs' }, number('Total return'), number('Sharpe'), number('Max drawdown')], rows)}
<p class="soft" style="margin-top:8px">${found ? even : ''}</p>`;
}

function quality({ data_quality: series = [] }: BacktestResult): Markup {
  if (series.length === 0) return html`<p class="absent">This run is from before bars were scored.</p>`;
  const rows = series.map(({ symbol, score, calendar, faults }) => [
    { text: symbol },
    number(`${plain(score)} / 100`),
    { text: calendar },
    { text: faults.map(({ kind, count: times }) => `${count(times)} ${kind}`).join(', ') || 'no faults found' },
  ]);
  return grid([{ text: 'Symbol' }, number('Score'), { text: 'Calendar' }, { text: 'Found' }], rows);
}

function certificate({ passed, statement, computed_at: at }: Certificate): Markup {
  const verdict = passed ? 'No look-ahead found' : 'It looks ahead';
  return html`<p><strong class="${passed ? 'good' : 'bad'}">${verdict}.</strong> ${statement}</p><p class="soft">Computed ${moment(at)} UTC.</p>`;
}

/** Every choice, none left to a default that nobody sees. */
function assumptions({ settings }: BacktestResult): Markup {
  if (!settings) return nothing;
  const { costs, fill, params, capital, currency, protection } = settings;
  const write = (value: unknown) =>
    value === null ? 'none' : typeof value === 'number' ? plain(value) : String(value);
  const listed = (values: object) =>
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => `${label(name).toLowerCase()} ${write(value)}`)
      .join(' · ') || 'none';
  const version = settings.params_version === null ? 'given for this run' : `version ${settings.params_version}`;
  const rows: readonly (readonly [string, string])[] = [
    ['Capital', money(capital, currency)],
    [`Parameters, ${version}`, listed(params)],
    ['Protection', protection ? listed(protection) : 'as the strategy has it'],
    ['Costs', listed(costs)],
    ['Fills', listed(fill)],
    ['Annualised with', `${settings.periods_per_year} days a year`],
    ['Range asked for', `${settings.start_date ?? 'the beginning'} … ${settings.end_date ?? 'the end'}`],
  ];
  return html`<dl class="ground">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function metricList({ metrics, metrics_absent: absent = {}, settings }: BacktestResult): Markup {
  const row = (name: string) => {
    const value = metrics[name] ?? null;
    const why = value === null ? absent[name] : undefined;
    return html`<div${why ? html` title="${why}"` : nothing}><span>${metricLabel(name)}</span><span>${metricFigure(name, value, settings?.currency ?? '')}</span></div>`;
  };
  const known = metricNames.filter((name) => name in metrics);
  return html`<h2>Metrics</h2><div class="metrics">${known.filter((name) => leadingMetrics.has(name)).map(row)}</div>
<details style="margin-top:12px"><summary>All ${count(known.length)} metrics</summary><div class="metrics">${known.map(row)}</div></details>`;
}

function trades({ trades: shown, result }: TearSheet): Markup {
  const total = result.metrics.total_trades;
  const open = (result.open_positions ?? []).map(
    (one) =>
      html`<p class="soft">Open at the end: ${plain(one.quantity)} ${one.symbol} at ${plain(one.average_price)}, ${money(one.unrealized_pnl, result.settings?.currency ?? '')} unrealized</p>`,
  );
  if (shown.length === 0) return html`<h2>Trades</h2><p class="absent">No trade was closed.</p>${open}`;
  const rows = shown.map((trade) => [
    { text: moment(trade.entry_time) },
    { text: moment(trade.exit_time) },
    { text: trade.symbol },
    { text: trade.side },
    number(short(trade.size)),
    number(short(trade.entry_price)),
    number(short(trade.exit_price)),
    number(ratio(trade.pnl), tone(trade.pnl)),
    number(percent(trade.return), tone(trade.return)),
  ]);
  const heads = [
    ...['Entry', 'Exit', 'Symbol', 'Side'].map((text) => ({ text })),
    ...['Size', 'Entry price', 'Exit price', 'P&L', 'Return'].map((text) => number(text)),
  ];
  const rest = total > shown.length ? `The first ${count(shown.length)} of ${count(total)}` : `${count(total)} closed`;
  return html`<h2>Trades</h2><p class="soft">${rest}</p>${open}<div class="scroll">${grid(heads, rows)}</div>`;
}
