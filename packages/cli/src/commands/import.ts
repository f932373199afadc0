/** `tradewind import <file>`: bring in one's own bars. */
import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { type AssetClass, assetClassSchema } from '@tradewind/contract/doors/market-data.ts';
import { dateFormatSchema, importBars, priceSourceSchema } from '@tradewind/contract/doors/market-data-import.ts';
import { type Command, Option } from 'commander';
import { UsageError } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { count, moment, plain } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { given, number, pairs, wholeNumber } from './options.ts';

interface ImportOptions {
  readonly symbol?: string;
  readonly timeframe?: string;
  readonly mapping?: Readonly<Record<string, string>>;
  readonly rows?: 'bars' | 'trades';
  readonly prices?: 'ohlc' | 'close' | 'bid' | 'ask' | 'mid';
  readonly stamps?: 'open' | 'close';
  readonly dateFormat?: ReturnType<typeof dateFormatSchema.parse>;
  readonly timeZone?: string;
  readonly decimal?: 'point' | 'comma';
  readonly scale?: number;
  readonly skipLines?: number;
  readonly onBadRow?: 'reject' | 'skip';
  readonly dryRun?: true;
  readonly assetClass?: AssetClass;
  readonly currency?: string;
  readonly tick?: number;
  readonly json?: true;
}

type Report = DoorAnswer<typeof importBars>;

export function defineImport(command: Command, shell: Shell): void {
  command
    .argument('<file>', 'CSV, JSON or Parquet, also in gzip; columns named date, open, high, low, close, volume')
    .option('--symbol <symbol>', 'whose bars these are; of a file with a symbol column, which to take')
    .option('--timeframe <timeframe>', 'as 1d or 5m (default: seen from the spacing of the rows)')
    .option('--mapping <role=column,…>', 'columns by name or by position from 1, as ts=Date,close=5', pairs)
    .addOption(new Option('--rows <what>', 'bars (default), or trades to make bars of').choices(['bars', 'trades']))
    .addOption(
      new Option('--prices <which>', 'what a bar is made of (default: seen from the columns)').choices(
        priceSourceSchema.options,
      ),
    )
    .addOption(
      new Option('--stamps <end>', 'rows are stamped with the open (default) or the close').choices(['open', 'close']),
    )
    .addOption(
      new Option('--date-format <format>', 'how dates are written (default: seen from the rows)').choices(
        dateFormatSchema.options,
      ),
    )
    .option('--time-zone <zone>', 'of times without one, as America/New_York or -05:00 (default: UTC)')
    .addOption(new Option('--decimal <mark>', 'of the numbers (default: seen)').choices(['point', 'comma']))
    .option('--scale <number>', 'prices are divided by it: 100000 where 130584 means 1.30584', number)
    .option('--skip-lines <lines>', 'lines before the table (default: seen)', wholeNumber)
    .addOption(
      new Option('--on-bad-row <what>', 'reject the file (default) or skip the row').choices(['reject', 'skip']),
    )
    .addOption(
      new Option('--asset-class <class>', 'decides how figures are annualised').choices(assetClassSchema.options),
    )
    .option('--currency <code>', 'of the prices, as USD')
    .option('--tick <step>', 'smallest price step', number)
    .option('--dry-run', 'read and check everything, store nothing')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind import prices.csv --symbol GOOG --currency USD --dry-run')
    .action(async (file: string, { json, ...options }: ImportOptions) => {
      const { terminal } = shell;
      // A large file is read from the disk as it is worked through, never as a whole.
      const body = await openFile(file);
      if (terminal.isWatched) terminal.note(`Importing ${file} …`);
      const { data } = await shell.withDesk((desk) =>
        desk.call(importBars, {
          query: { ...queryOf(options), source: sourceOf(file) },
          body,
          contentType: 'application/octet-stream',
        }),
      );
      terminal.print(json ? JSON.stringify(data, null, 2) : reported(terminal, data, file));
    });
}

function queryOf({
  mapping = {},
  dateFormat,
  timeZone,
  skipLines,
  onBadRow,
  dryRun,
  assetClass,
  ...rest
}: ImportOptions) {
  const columns = Object.fromEntries(Object.entries(mapping).map(([role, column]) => [`column_${role}`, column]));
  const renamed = {
    date_format: dateFormat,
    time_zone: timeZone,
    skip_lines: skipLines,
    on_bad_row: onBadRow,
    dry_run: dryRun,
    asset_class: assetClass,
  };
  return given({ ...rest, ...renamed, ...columns });
}

async function openFile(file: string): Promise<Blob> {
  try {
    if ((await stat(file)).isFile()) return await openAsBlob(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}.`);
    throw new UsageError(`${file} cannot be read (${code ?? message}).`);
  }
  throw new UsageError(`${file} is not a file.`);
}

/** What a source may be called: short and printable. */
const sourceOf = (file: string): string =>
  basename(file)
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 120);

function reported(terminal: Terminal, report: Report, file: string): string {
  const { series, dry_run: isDry } = report;
  const rows = series.map(({ quality, ...one }) => [
    ...[one.symbol, one.timeframe, count(one.rows), moment(one.first), moment(one.last)],
    ...[count(quality.missing), plain(quality.score)],
  ]);
  const columns = [
    { head: 'Symbol' },
    { head: 'Timeframe' },
    { head: 'Bars', align: 'right' as const },
    { head: 'First ends' },
    { head: 'Last ends' },
    { head: 'Missing', align: 'right' as const },
    { head: 'Quality', align: 'right' as const },
  ];
  const replaced = series.filter((one) => one.replaced_synthetic).map(({ symbol }) => symbol);
  return [
    terminal.paint('bold', isDry ? `${file} can be imported; nothing was stored (dry run).` : `Imported ${file}.`),
    table(terminal, columns, rows),
    ...(isDry ? preview(terminal, report) : [storedLine(report)]),
    `Columns: ${Object.entries(report.mapping)
      .map(([role, name]) => `${role}=${name}`)
      .join(', ')}${ignored(report)}`,
    ...report.notes,
    ...(report.rows_of_other_symbols > 0
      ? [`${count(report.rows_of_other_symbols)} rows of other symbols were left out.`]
      : []),
    ...(replaced.length > 0
      ? [terminal.paint('yellow', `The synthetic demo data of ${replaced.join(', ')} gave way.`)]
      : []),
    ...faults(terminal, report),
  ].join('\n');
}

const storedLine = (report: Report): string =>
  `${count(report.rows_imported)} new bars, ${count(report.rows_replaced)} replaced, ${count(report.rows_unchanged)} there before.`;

const ignored = ({ ignored_columns: names }: Report): string =>
  names.length === 0 ? '' : `; ignored: ${names.join(', ')}`;

function preview(terminal: Terminal, report: Report): string[] {
  const prices = ['open', 'high', 'low', 'close', 'volume'] as const;
  const columns = [{ head: 'As understood' }, ...prices.map((head) => ({ head, align: 'right' as const }))];
  const rows = report.preview.map(({ symbol, bar }) => [
    `${symbol} ${moment(bar.start)}`,
    ...prices.map((name) => plain(bar[name])),
  ]);
  return rows.length === 0 ? [] : [table(terminal, columns, rows)];
}

const faultsShown = 10;

function faults(terminal: Terminal, report: Report): string[] {
  if (report.fault_count === 0) return [];
  const shown = report.faults.slice(0, faultsShown);
  const more = report.fault_count - shown.length;
  return [
    terminal.paint(
      'yellow',
      `${count(report.fault_count)} ${report.fault_count === 1 ? 'fault' : 'faults'}${report.dry_run ? '' : '; their rows were left out'}:`,
    ),
    ...shown.map(
      ({ line, column, expected, found }) => `  line ${line}, ${column}: expected ${expected}, found ${found}`,
    ),
    ...(more > 0 ? [`  and ${count(more)} more`] : []),
  ];
}
