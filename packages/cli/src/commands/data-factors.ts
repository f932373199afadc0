/** `tradewind data factors`: splits and dividends, in and out. */
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { readFactors } from '@tradewind/contract/doors/market-data.ts';
import { importFactors } from '@tradewind/contract/doors/market-data-import.ts';
import type { Command } from 'commander';
import { UsageError } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { count, plain } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface FactorOptions {
  readonly import?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

export function defineDataFactors(command: Command, shell: Shell): void {
  command
    .argument('[symbol]', 'of a file with a symbol column: which to take; left out: all')
    .option('--import <file>', 'CSV with date, price_factor, split_factor, reference_price, or a LEAN factor file')
    .option('--dry-run', 'read and check the file, store nothing')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind data factors AAPL --import aapl-factors.csv')
    .action((symbol: string | undefined, { import: file, dryRun, json }: FactorOptions) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        if (file === undefined) {
          if (symbol === undefined) throw new UsageError('Say of which symbol, or bring a file with --import.');
          const { data } = await desk.call(readFactors, { params: { ticker: symbol } });
          return terminal.print(json ? JSON.stringify(data, null, 2) : told(terminal, data));
        }
        const body = await openAsBlob(file).catch(() => {
          throw new UsageError(`There is no file ${file}.`);
        });
        const query = {
          symbol,
          dry_run: dryRun,
          source: basename(file)
            .replaceAll(/[^\x20-\x7e]/g, '?')
            .slice(0, 120),
        };
        const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
        const { data } = await desk.call(importFactors, {
          query: given,
          body,
          contentType: 'application/octet-stream',
        });
        if (json) return terminal.print(JSON.stringify(data, null, 2));
        for (const one of data.tables) terminal.print(told(terminal, one));
        if (dryRun) terminal.print('Nothing was stored (dry run).');
      }),
    );
}

function told(terminal: Terminal, { symbol, source, factors, actions }: DoorAnswer<typeof readFactors>): string {
  const rows = actions.map((action) => [
    action.at.slice(0, 10),
    action.kind,
    action.kind === 'split' ? `${plain(action.ratio)} for 1` : plain(action.per_unit),
  ]);
  const columns = [
    { head: 'From' },
    { head: 'What' },
    { head: 'New units, or money for one', align: 'right' as const },
  ];
  const head = `${terminal.paint('bold', symbol)}: ${count(factors.length)} rows of factors, ${source}`;
  return rows.length === 0 ? `${head}; nothing happened.` : [head, table(terminal, columns, rows)].join('\n');
}
