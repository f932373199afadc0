/** `tradewind compare <strategies…>`: their latest stored results side by side. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { compareBacktests } from '@tradewind/contract/doors/backtest.ts';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { absent, moment } from '../terminal/figures.ts';
import { leadingMetrics, metricFigure, metricLabel, metricNames } from '../terminal/metrics.ts';
import { noticeOf } from '../terminal/notice.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface CompareOptions {
  readonly allMetrics?: true;
  readonly json?: true;
}

export function defineCompare(command: Command, shell: Shell): void {
  command
    .argument('<strategies...>', 'as momentum rsi')
    .option('--all-metrics', 'every metric, not only the leading ones')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind compare momentum rsi')
    .action((strategies: string[], { allMetrics, json }: CompareOptions) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const { data, meta } = await desk.call(compareBacktests, { query: { strategy_ids: strategies } });
        if (json) return terminal.print(JSON.stringify(data, null, 2));
        for (const line of noticeOf(terminal, meta)) terminal.print(line);
        terminal.print(sideBySide(terminal, data, allMetrics === true));
      }),
    );
}

function sideBySide(
  terminal: Terminal,
  { strategies, missing_strategies: missing, runs }: DoorAnswer<typeof compareBacktests>,
  isComplete: boolean,
): string {
  const ids = Object.keys(strategies);
  const absentees = missing.map((id) => `${id} has no stored result: \`tradewind backtest ${id}\` makes one.`);
  if (ids.length === 0) return absentees.join('\n');
  const about = (name: string, of: (run: (typeof runs)[string]) => string) => [name, ...ids.map((id) => of(runs[id]))];
  const rows = [
    about('Symbols', ({ symbols }) => symbols.join(', ')),
    about('From', ({ first_bar: first }) => moment(first)),
    about('To', ({ last_bar: last }) => moment(last)),
    ...metricNames
      .filter((name) => isComplete || leadingMetrics.has(name))
      .map((name) => [metricLabel(name), ...ids.map((id) => metricFigure(name, strategies[id][name] ?? null, ''))]),
    about('Run', ({ run_id: id }) => id.slice(0, 8) || absent),
  ];
  const columns = [{ head: 'Metric' }, ...ids.map((head) => ({ head, align: 'right' as const }))];
  return [table(terminal, columns, rows), ...absentees].join('\n');
}
