/** `tradewind strategies [id]`: what there is, and what can be set. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { listStrategies, readStrategy } from '@tradewind/contract/doors/strategies.ts';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

export function defineStrategies(command: Command, shell: Shell): void {
  command
    .argument('[id]', 'which one, as sma-cross')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind strategies sma-cross')
    .action((id: string | undefined, options: { json?: true }) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const { data } =
          id === undefined
            ? await desk.call(listStrategies)
            : await desk.call(readStrategy, { params: { strategy_id: id } });
        if (options.json) terminal.print(JSON.stringify(data, null, 2));
        else terminal.print(Array.isArray(data) ? summaries(terminal, data) : detail(terminal, data));
      }),
    );
}

function summaries(terminal: Terminal, strategies: DoorAnswer<typeof listStrategies>): string {
  const rows = strategies.map(({ id, instruments, description }) => [id, instruments.join(', '), description]);
  return table(terminal, [{ head: 'Strategy' }, { head: 'Instruments' }, { head: 'Idea', wraps: true }], rows);
}

function detail(terminal: Terminal, strategy: DoorAnswer<typeof readStrategy>): string {
  const about = table(
    terminal,
    [{ head: '' }, { head: '', wraps: true }],
    [
      ['Idea', strategy.description],
      ['Source', strategy.source],
      ['For', strategy.asset_classes.join(', ')],
      ['Instruments', strategy.instruments.join(', ')],
    ],
  );
  const rows = Object.entries(strategy.parameters).map(([name, one]) => {
    const range = one.choices?.join(' | ') ?? (one.min === null ? one.type : `${one.min} … ${one.max}`);
    return [name, String(one.value), range, one.grid.join(', '), one.description];
  });
  const columns = [
    ...['Parameter', 'Value', 'Range', 'Grid'].map((head) => ({ head })),
    { head: 'Meaning', wraps: true as const },
  ];
  const parameters = rows.length === 0 ? 'No parameters.' : table(terminal, columns, rows);
  return [terminal.paint('bold', `${strategy.strategy_id}: ${strategy.class_name}`), about, '', parameters].join('\n');
}
