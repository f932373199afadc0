/** `tradewind data`: what is stored, how good it is, and out again. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { adjustSchema, listSeries, readBars } from '@tradewind/contract/doors/market-data.ts';
import { type Command, Option } from 'commander';
import { readAll } from '../desk/read-all.ts';
import type { Shell } from '../shell.ts';
import { absent, count, moment, plain } from '../terminal/figures.ts';
import { noticeOf } from '../terminal/notice.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { defineDataExport } from './data-export.ts';
import { defineDataFactors } from './data-factors.ts';
import { defineDataQuality } from './data-quality.ts';
import { wholeNumber } from './options.ts';

export function defineData(command: Command, shell: Shell): void {
  command
    .command('list')
    .description('List the stored series: symbol, timeframe, range and source')
    .option('--symbol <symbol>', 'only those of this symbol')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind data list')
    .action((options: { symbol?: string; json?: true }) =>
      shell.withDesk(async (desk) => {
        const { symbol } = options;
        const series = await readAll(async (page) => {
          const { data } = await desk.call(listSeries, { query: { symbol, ...page } });
          return { items: data.series, total: data.total };
        });
        shell.terminal.print(options.json ? JSON.stringify({ series }, null, 2) : seriesTable(shell.terminal, series));
      }),
    );
  command
    .command('bars')
    .description('Print bars of one symbol, the newest last')
    .argument('<symbol>')
    .option('--timeframe <timeframe>', 'as 1d or 5m (default: 1d where stored, else the longest)')
    .option('--from <date>', 'first day or UTC time')
    .option('--to <date>', 'last day or UTC time')
    .addOption(
      new Option('--adjust <for>', 'splits, or splits and dividends (default: none)').choices(adjustSchema.options),
    )
    .option('--as-of <date>', 'only what was known then')
    .option('--limit <bars>', 'at most so many, the newest', wholeNumber, 20)
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind data bars GOOG --from 2012-01-01 --to 2012-01-31')
    .action((symbol: string, options: BarsOptions) =>
      shell.withDesk(async (desk) => {
        const { timeframe, from: start, to: end, adjust, asOf, limit } = options;
        const { data, meta } = await desk.call(readBars, {
          params: { ticker: symbol },
          query: { timeframe, start, end, adjust, as_of: asOf, limit },
        });
        if (options.json) shell.terminal.print(JSON.stringify(data, null, 2));
        else {
          for (const line of noticeOf(shell.terminal, meta)) shell.terminal.print(line);
          shell.terminal.print(barsTable(shell.terminal, data));
        }
      }),
    );
  defineDataQuality(
    command.command('quality').description('Score stored bars and list what is wrong with them'),
    shell,
  );
  defineDataExport(command.command('export').description('Write stored bars to a CSV or Parquet file'), shell);
  defineDataFactors(command.command('factors').description('Show or import splits and dividends'), shell);
}

interface BarsOptions {
  readonly timeframe?: string;
  readonly from?: string;
  readonly to?: string;
  readonly adjust?: 'none' | 'splits' | 'all';
  readonly asOf?: string;
  readonly limit: number;
  readonly json?: true;
}

function seriesTable(terminal: Terminal, series: DoorAnswer<typeof listSeries>['series']): string {
  if (series.length === 0) return 'No bars are stored yet: `tradewind import <file>` brings some in.';
  const rows = series.map((one) => [
    one.symbol,
    one.timeframe,
    count(one.bars),
    moment(one.first),
    moment(one.last),
    one.currency ?? absent,
    one.synthetic ? terminal.paint('yellow', 'synthetic (invented)') : one.source,
  ]);
  const [symbol, timeframe, bars, ...rest] = [
    'Symbol',
    'Timeframe',
    'Bars',
    'First ends',
    'Last ends',
    'Currency',
    'Source',
  ];
  const columns = [
    { head: symbol },
    { head: timeframe },
    { head: bars, align: 'right' as const },
    ...rest.map((head) => ({ head })),
  ];
  return table(terminal, columns, rows);
}

function barsTable(terminal: Terminal, page: DoorAnswer<typeof readBars>): string {
  const prices = ['open', 'high', 'low', 'close', 'volume'] as const;
  const rows = page.bars.map((bar) => [moment(bar.start), ...prices.map((name) => plain(bar[name]))]);
  const columns = [{ head: 'Start' }, ...prices.map((head) => ({ head, align: 'right' as const }))];
  const shown = page.bars.length < page.total ? `, the newest ${page.bars.length} of ${count(page.total)}` : '';
  return [terminal.paint('bold', `${page.symbol} ${page.timeframe}`) + shown, table(terminal, columns, rows)].join(
    '\n',
  );
}
