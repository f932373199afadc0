/** `tradewind data export`: stored bars as a file. */
import { writeFile } from 'node:fs/promises';
import { adjustSchema, exportBars } from '@tradewind/contract/doors/market-data.ts';
import { type Command, Option } from 'commander';
import { UsageError } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { noticeOf } from '../terminal/notice.ts';

interface ExportOptions {
  readonly output?: string;
  readonly format?: 'csv' | 'parquet';
  readonly timeframe?: string;
  readonly from?: string;
  readonly to?: string;
  readonly adjust?: 'none' | 'splits' | 'all';
  readonly asOf?: string;
}

export function defineDataExport(command: Command, shell: Shell): void {
  command
    .argument('<symbol>')
    .option('--output <file>', 'where to write (default: CSV to standard output)')
    .addOption(
      new Option('--format <format>', 'default: by the name of the file, else csv').choices(['csv', 'parquet']),
    )
    .option('--timeframe <timeframe>', 'as 1d or 5m (default: 1d where stored, else the longest)')
    .option('--from <date>', 'first day or UTC time')
    .option('--to <date>', 'last day or UTC time')
    .addOption(
      new Option('--adjust <for>', 'splits, or splits and dividends (default: none)').choices(adjustSchema.options),
    )
    .option('--as-of <date>', 'only what was known then')
    .addHelpText('after', '\nExample:\n  $ tradewind data export GOOG --output goog.parquet')
    .action((symbol: string, options: ExportOptions) =>
      shell.withDesk(async (desk) => {
        const { output, timeframe, from: start, to: end, adjust, asOf } = options;
        const format = options.format ?? (output?.endsWith('.parquet') ? 'parquet' : 'csv');
        if (format === 'parquet' && output === undefined)
          throw new UsageError('Parquet needs a file: --output <file>.');
        const query = { format, timeframe, start, end, adjust, as_of: asOf };
        const { data: file, meta } = await desk.call(exportBars, { params: { ticker: symbol }, query });
        // What must be read beside the figures does not get into the file.
        for (const line of noticeOf(shell.terminal, meta)) shell.terminal.note(line);
        if (output === undefined) return shell.terminal.print(String(file).trimEnd());
        const bytes = file instanceof Blob ? file.stream() : file;
        await writeFile(output, bytes).catch(({ code }: NodeJS.ErrnoException) => {
          throw new UsageError(`${output} cannot be written (${code}).`);
        });
        shell.terminal.note(`Wrote ${output}.`);
      }),
    );
}
