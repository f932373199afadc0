/** `tradewind runs`: the stored runs; with an id, one of them or its trades. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { listBacktestRuns, listBacktestTrades, readBacktestResults } from '@tradewind/contract/doors/backtest.ts';
import type { Command } from 'commander';
import { readTradesAtEnds } from '../desk/backtest-run.ts';
import type { Desk } from '../desk/desk.ts';
import { readAll } from '../desk/read-all.ts';
import { UsageError } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { writeTearSheet } from '../tear-sheet/write-tear-sheet.ts';
import { backtestReport, tradeTable } from '../terminal/backtest-report.ts';
import { absent, count, moment, percent, ratio } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { wholeNumber } from './options.ts';

interface RunsOptions {
  readonly strategy?: string;
  readonly limit: number;
  readonly trades?: true;
  readonly html?: string;
  readonly allMetrics?: true;
  readonly json?: true;
}

export function defineRuns(command: Command, shell: Shell): void {
  command
    .argument('[id]', 'of the run, as `tradewind runs` prints it')
    .option('--trades', 'all closed trades of the run')
    .option('--html <file>', 'write a tear sheet of the run')
    .option('--all-metrics', 'every metric, not only the leading ones')
    .option('--strategy <strategy>', 'list only runs of this one')
    .option('--limit <runs>', 'list at most so many', wholeNumber, 20)
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind runs 3f0c2a3e-… --trades')
    .action((id: string | undefined, options: RunsOptions) => {
      if (id === undefined && options.trades) throw new UsageError('--trades needs the id of a run.');
      if (id === undefined && options.html !== undefined) throw new UsageError('--html needs the id of a run.');
      return shell.withDesk(async (desk) => {
        if (id === undefined) await showRuns(shell.terminal, desk, options);
        else if (options.trades) await showTrades(shell.terminal, desk, id, options);
        else await showRun(shell.terminal, desk, id, options);
      });
    });
}

type Output = Pick<RunsOptions, 'json' | 'allMetrics' | 'html'>;

async function showRuns(terminal: Terminal, desk: Desk, { strategy, limit, json }: RunsOptions): Promise<void> {
  const { data } = await desk.call(listBacktestRuns, { query: { strategy_id: strategy, limit } });
  terminal.print(json ? JSON.stringify(data, null, 2) : listed(terminal, data));
}

async function showRun(terminal: Terminal, desk: Desk, id: string, { json, allMetrics, html }: Output): Promise<void> {
  const { data: result, meta } = await desk.call(readBacktestResults, { query: { run_id: id } });
  if (html !== undefined) await writeTearSheet(desk, terminal, html, result, meta);
  if (json) return terminal.print(JSON.stringify(result, null, 2));
  terminal.print(
    backtestReport(terminal, {
      result,
      meta,
      trades: await readTradesAtEnds(desk, id),
      isComplete: allMetrics === true,
    }),
  );
}

async function showTrades(terminal: Terminal, desk: Desk, id: string, { json }: Output): Promise<void> {
  const trades = await readAll(async (query) => {
    const { data } = await desk.call(listBacktestTrades, { params: { run_id: id }, query });
    return { items: data.trades, total: data.total };
  });
  if (json) terminal.print(JSON.stringify({ trades }, null, 2));
  else terminal.print(trades.length === 0 ? 'No trade was closed.' : tradeTable(terminal, trades));
}

function listed(terminal: Terminal, { runs, total }: DoorAnswer<typeof listBacktestRuns>): string {
  if (runs.length === 0) return 'No run is stored yet: `tradewind backtest <strategy>` makes one.';
  const heads = ['Run', 'Strategy', 'Symbols', 'Computed', 'Return', 'Sharpe', 'Max drawdown', 'Trades'];
  const columns = heads.map((head, i) => ({ head, align: i < 4 ? ('left' as const) : ('right' as const) }));
  const rows = runs.map(({ run_id: id, strategy_id: strategy, settings, computed_at: at, metrics }) => [
    id,
    strategy,
    settings?.symbols.join(', ') ?? absent,
    moment(at),
    percent(metrics.total_return),
    ratio(metrics.sharpe_ratio),
    percent(metrics.max_drawdown),
    count(metrics.total_trades),
  ]);
  const more = total > runs.length ? `\n${count(runs.length)} of ${count(total)}; --limit shows more` : '';
  return table(terminal, columns, rows) + more;
}
