/** What every backtest can be asked with on the command line, whoever trades. */
import type { CallInput } from '@tradewind/contract/client.ts';
import type { runBacktest } from '@tradewind/contract/doors/backtest.ts';
import { type Command, Option } from 'commander';
import { given, number, wholeNumber } from './options.ts';

type Body = CallInput<typeof runBacktest>['body'];
type Costs = NonNullable<Body['costs']>;
type Fill = NonNullable<Body['fill']>;

export interface RunOptions {
  readonly timeframe?: string;
  readonly from?: string;
  readonly to?: string;
  readonly capital?: number;
  readonly minQuality?: number;
  readonly seed?: number;
  readonly feeBps?: number;
  readonly slippageBps?: number;
  readonly spreadBps?: number;
  readonly feePerShare?: number;
  readonly feePerContract?: number;
  readonly feePerOrder?: number;
  readonly feeMinimum?: number;
  readonly chargedOn?: Costs['charged_on'];
  readonly borrowBps?: number;
  readonly funding?: number;
  readonly fill?: Fill['when'];
  readonly sizing?: Fill['sizing'];
  readonly lots?: Fill['lots'];
  readonly longOnly?: true;
  readonly atEnd?: Fill['at_end'];
  readonly limits?: Fill['limits'];
  readonly volumeShare?: number;
  readonly leverage?: number;
  readonly latencyMs?: number;
  readonly latencyBars?: number;
}

const choice = (flags: string, description: string, choices: readonly string[]) =>
  new Option(flags, description).choices(choices);

export function addRunOptions(command: Command): Command {
  return command
    .option('--timeframe <timeframe>', 'of the bars (default: 1d)')
    .option('--from <date>', 'first day or UTC time traded; earlier bars warm up')
    .option('--to <date>', 'last day or UTC time traded')
    .option('--capital <money>', 'to begin with (default: 1000000)', number)
    .optionsGroup('Costs:')
    .option('--fee-bps <bps>', 'fee on the traded value, basis points (default: 5)', number)
    .option('--slippage-bps <bps>', 'price moved against each order (default: 2)', number)
    .option('--spread-bps <bps>', 'quoted spread, paid once a round trip (default: 0)', number)
    .option('--fee-per-share <money>', 'per unit (default: 0)', number)
    .option('--fee-per-contract <money>', 'per contract of a future (default: 0)', number)
    .option('--fee-per-order <money>', 'per execution (default: 0)', number)
    .option('--fee-minimum <money>', 'smallest fee of an execution (default: 0)', number)
    .addOption(choice('--charged-on <side>', 'whether exits pay fees too (default: both)', ['both', 'entry']))
    .option('--borrow-bps <bps>', 'what shorts pay a year for what they borrow (default: 0)', number)
    .option('--funding <bps>', 'what longs of a perpetual pay every eight hours (default: 0)', number)
    .optionsGroup('Fills:')
    .addOption(
      choice('--fill <when>', 'orders of a closed bar fill at (default: next_open)', ['next_open', 'same_close']),
    )
    .addOption(choice('--sizing <price>', 'quantity fixed at (default: decision)', ['decision', 'fill']))
    .addOption(choice('--lots <kind>', 'quantities are (default: fractional)', ['fractional', 'whole']))
    .option('--long-only', 'leave instead of going short')
    .addOption(
      choice('--at-end <what>', 'with positions open after the last bar (default: mark)', ['mark', 'close', 'open']),
    )
    .addOption(
      choice('--limits <rule>', 'limit orders fill when the price is (default: touched)', [
        'touched',
        'traded_through',
      ]),
    )
    .option('--volume-share <share>', 'largest share of a bar’s volume that orders take (default: no limit)', number)
    .option('--leverage <factor>', 'largest position as a multiple of equity (default: not looked at)', number)
    .option('--latency-ms <ms>', 'how long an order travels (default: 0)', wholeNumber)
    .option('--latency-bars <bars>', 'the same in bars (default: 0)', wholeNumber)
    .option('--min-quality <score>', 'refuse bars whose data quality scores less, 0 to 100 (default: 0)', number)
    .option('--seed <number>', 'kept with the run', number);
}

/** Only what was given: for the rest the defaults of the contract hold, here as for every other client. */
export function runOrder(options: RunOptions) {
  const costs: Costs = given({
    fee_bps: options.feeBps,
    slippage_bps: options.slippageBps,
    spread_bps: options.spreadBps,
    fee_per_share: options.feePerShare,
    fee_per_contract: options.feePerContract,
    fee_per_order: options.feePerOrder,
    fee_minimum: options.feeMinimum,
    charged_on: options.chargedOn,
    borrow_bps: options.borrowBps,
    funding: options.funding,
  });
  const fill: Fill = given({
    when: options.fill,
    sizing: options.sizing,
    lots: options.lots,
    allow_short: options.longOnly ? false : undefined,
    at_end: options.atEnd,
    limits: options.limits,
    partial_volume_share: options.volumeShare,
    leverage: options.leverage,
    latency_ms: options.latencyMs,
    latency_bars: options.latencyBars,
  });
  return {
    ...given({
      timeframe: options.timeframe,
      start_date: options.from,
      end_date: options.to,
      capital: options.capital,
      min_quality: options.minQuality,
      seed: options.seed,
    }),
    costs,
    fill,
  };
}
