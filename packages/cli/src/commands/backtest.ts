/** `tradewind backtest <strategy>`: run it on stored bars and tell what came of it. */
import type { CallInput } from '@tradewind/contract/client.ts';
import type { runBacktest } from '@tradewind/contract/doors/backtest.ts';
import type { Command } from 'commander';
import { awaitBacktest, readTradesAtEnds } from '../desk/backtest-run.ts';
import type { Shell } from '../shell.ts';
import { writeTearSheet } from '../tear-sheet/write-tear-sheet.ts';
import { backtestReport } from '../terminal/backtest-report.ts';
import { openProgress } from '../terminal/progress.ts';
import { given, list, number, pairs, parameterValue } from './options.ts';
import { addRunOptions, type RunOptions, runOrder } from './run-options.ts';

type Order = CallInput<typeof runBacktest>['body'];

interface BacktestOptions extends RunOptions {
  readonly symbols?: string[];
  readonly param?: Readonly<Record<string, string>>;
  readonly stopLoss?: number;
  readonly takeProfit?: number;
  readonly trailingStop?: number;
  readonly html?: string;
  readonly allMetrics?: true;
  readonly json?: true;
}

const example = `
Example:
  $ tradewind backtest sma-cross --symbol GOOG --param fast=10,slow=20 --capital 10000 --fee-bps 0 --spread-bps 20`;

export function defineBacktest(command: Command, shell: Shell): void {
  command
    .argument('<strategy>', 'as sma-cross; `tradewind strategies` lists them')
    .option('--symbol, --symbols <symbols>', "instruments, separated by commas (default: the strategy's own)", list)
    .option('--param <name=value,…>', "parameters of the strategy (default: the strategy's current ones)", pairs)
    .option('--stop-loss <fraction>', 'order around each entry, as 0.05 for 5 % below it', number)
    .option('--take-profit <fraction>', 'the same above it', number)
    .option('--trailing-stop <fraction>', 'a stop that follows the best price', number);
  addRunOptions(command)
    .optionsGroup('Output:')
    .option('--html <file>', 'write a tear sheet: one page with charts, trades, cost stress and proofs')
    .option('--all-metrics', 'every metric, not only the leading ones')
    .option('--json', "print the result as the API's POST /backtest/run gives it")
    .addHelpText('after', example)
    .action((strategy: string, options: BacktestOptions) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const progress = await openProgress(terminal, strategy);
        const { data: result, meta } = await awaitBacktest(desk, orderOf(strategy, options), progress);
        if (options.html !== undefined) await writeTearSheet(desk, terminal, options.html, result, meta);
        if (options.json) return terminal.print(JSON.stringify(result, null, 2));
        const trades = await readTradesAtEnds(desk, result.run_id);
        const isComplete = options.allMetrics === true;
        terminal.print(backtestReport(terminal, { result, meta, trades, isComplete }));
      }),
    );
}

function orderOf(strategy: string, options: BacktestOptions): Order {
  const params =
    options.param &&
    Object.fromEntries(Object.entries(options.param).map(([name, text]) => [name, parameterValue(text)]));
  const { symbols, stopLoss, takeProfit, trailingStop } = options;
  const protection = given({ stop_loss: stopLoss, take_profit: takeProfit, trailing_stop: trailingStop });
  return { ...runOrder(options), ...given({ symbols, params }), protection, strategy_id: strategy };
}
