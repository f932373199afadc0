/** `tradewind backtest <strategy>`: run it on stored bars and tell what came of it. */

import type { CallInput } from '@tradewind/contract/client.ts';
import type { runBacktest } from '@tradewind/contract/doors/backtest.ts';
import { type Command, Option } from 'commander';
import { awaitBacktest, readTradesAtEnds } from '../desk/backtest-run.ts';
import type { Shell } from '../shell.ts';
import { backtestReport } from '../terminal/backtest-report.ts';
import { openProgress } from '../terminal/progress.ts';
import { given, list, number, pairs, parameterValue } from './options.ts';

type Order = CallInput<typeof runBacktest>['body'];
type Costs = NonNullable<Order['costs']>;
type Fill = NonNullable<Order['fill']>;

interface BacktestOptions {
  readonly symbols?: string[];
  readonly timeframe?: string;
  readonly from?: string;
  readonly to?: string;
  readonly param?: Readonly<Record<string, string>>;
  readonly capital?: number;
  readonly feeBps?: number;
  readonly slippageBps?: number;
  readonly spreadBps?: number;
  readonly feePerShare?: number;
  readonly feePerContract?: number;
  readonly feePerOrder?: number;
  readonly feeMinimum?: number;
  readonly chargedOn?: Costs['charged_on'];
  readonly fill?: Fill['when'];
  readonly sizing?: Fill['sizing'];
  readonly lots?: Fill['lots'];
  readonly longOnly?: true;
  readonly atEnd?: Fill['at_end'];
  readonly seed?: number;
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
    .option('--timeframe <timeframe>', 'of the bars (default: 1d)')
    .option('--from <date>', 'first day or UTC time traded; earlier bars warm up')
    .option('--to <date>', 'last day or UTC time traded')
    .option('--param <name=value,…>', "parameters of the strategy (default: the strategy's current ones)", pairs)
    .option('--capital <money>', 'to begin with (default: 1000000)', number)
    .optionsGroup('Costs:')
    .option('--fee-bps <bps>', 'fee on the traded value, basis points (default: 5)', number)
    .option('--slippage-bps <bps>', 'price moved against each order (default: 2)', number)
    .option('--spread-bps <bps>', 'quoted spread, paid once a round trip (default: 0)', number)
    .option('--fee-per-share <money>', 'per unit (default: 0)', number)
    .option('--fee-per-contract <money>', 'per contract of a future (default: 0)', number)
    .option('--fee-per-order <money>', 'per execution (default: 0)', number)
    .option('--fee-minimum <money>', 'smallest fee of an execution (default: 0)', number)
    .addOption(
      new Option('--charged-on <side>', 'whether exits pay fees too (default: both)').choices(['both', 'entry']),
    )
    .optionsGroup('Fills:')
    .addOption(
      new Option('--fill <when>', 'orders of a closed bar fill at (default: next_open)').choices([
        'next_open',
        'same_close',
      ]),
    )
    .addOption(new Option('--sizing <price>', 'quantity fixed at (default: decision)').choices(['decision', 'fill']))
    .addOption(new Option('--lots <kind>', 'quantities are (default: fractional)').choices(['fractional', 'whole']))
    .option('--long-only', 'leave instead of going short')
    .addOption(
      new Option('--at-end <what>', 'with positions open after the last bar (default: mark)').choices([
        'mark',
        'close',
        'open',
      ]),
    )
    .option('--seed <number>', 'kept with the run', number)
    .optionsGroup('Output:')
    .option('--all-metrics', 'every metric, not only the leading ones')
    .option('--json', "print the result as the API's POST /backtest/run gives it")
    .addHelpText('after', example)
    .action((strategy: string, options: BacktestOptions) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const progress = await openProgress(terminal, strategy);
        const { data: result, meta } = await awaitBacktest(desk, orderOf(strategy, options), progress);
        if (options.json) return terminal.print(JSON.stringify(result, null, 2));
        const trades = await readTradesAtEnds(desk, result.run_id);
        const isComplete = options.allMetrics === true;
        terminal.print(backtestReport(terminal, { result, meta, trades, isComplete }));
      }),
    );
}

/** Only what was given: for the rest the defaults of the contract hold, here as for every other client. */
function orderOf(strategy: string, options: BacktestOptions): Order {
  const params =
    options.param &&
    Object.fromEntries(Object.entries(options.param).map(([name, text]) => [name, parameterValue(text)]));
  return given({
    strategy_id: strategy,
    symbols: options.symbols,
    timeframe: options.timeframe,
    start_date: options.from,
    end_date: options.to,
    params,
    capital: options.capital,
    seed: options.seed,
    costs: given({
      fee_bps: options.feeBps,
      slippage_bps: options.slippageBps,
      spread_bps: options.spreadBps,
      fee_per_share: options.feePerShare,
      fee_per_contract: options.feePerContract,
      fee_per_order: options.feePerOrder,
      fee_minimum: options.feeMinimum,
      charged_on: options.chargedOn,
    }),
    fill: given({
      when: options.fill,
      sizing: options.sizing,
      lots: options.lots,
      allow_short: options.longOnly ? false : undefined,
      at_end: options.atEnd,
    }),
  }) as Order;
}
