/** `tradewind params …`: the parameters in force, how they came about, and how to change them. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import {
  changeParameters,
  listParameterHistory,
  readStrategy,
  rollbackParameters,
} from '@tradewind/contract/doors/strategies.ts';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { absent, moment } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { pairs, parameterValue, wholeNumber } from './options.ts';

interface Output {
  readonly json?: true;
}

const asJson = ['--json', 'print what the API answers'] as const;

export function defineParams(command: Command, shell: Shell): void {
  defineShow(command, shell);
  defineSet(command, shell);
  defineHistory(command, shell);
  defineRollback(command, shell);
}

function defineShow(command: Command, { terminal, withDesk }: Shell): void {
  command
    .command('show')
    .description('Show the parameters in force and what they may be')
    .argument('<strategy>', 'as momentum')
    .option(...asJson)
    .action((id: string, { json }: Output) =>
      withDesk(async (desk) => {
        const { data } = await desk.call(readStrategy, { params: { strategy_id: id } });
        const { strategy_id, params_version, parameters } = data;
        if (json) terminal.print(JSON.stringify({ strategy_id, params_version, parameters }, null, 2));
        else terminal.print(shown(terminal, data));
      }),
    );
}

function defineSet(command: Command, { terminal, withDesk }: Shell): void {
  command
    .command('set')
    .description('Change parameters; runs, signals and sessions that follow use them from then on')
    .argument('<strategy>', 'as momentum')
    .argument('<name=value,…>', 'what is not named keeps its value', pairs)
    .option('--reason <text>', 'why, kept with the version')
    .option(...asJson)
    .addHelpText('after', '\nExample:\n  $ tradewind params set momentum short_window=20 --reason "slower market"')
    .action((id: string, given: Record<string, string>, { reason, json }: Output & { reason?: string }) =>
      withDesk(async (desk) => {
        const body = Object.fromEntries(Object.entries(given).map(([name, text]) => [name, parameterValue(text)]));
        const { data } = await desk.call(changeParameters, { params: { strategy_id: id }, query: { reason }, body });
        terminal.print(json ? JSON.stringify(data, null, 2) : stored(data));
      }),
    );
}

function defineHistory(command: Command, { terminal, withDesk }: Shell): void {
  command
    .command('history')
    .description('List the versions, newest first: what changed, when, by whom and why')
    .argument('<strategy>', 'as momentum')
    .option('--limit <versions>', 'at most so many', wholeNumber, 20)
    .option(...asJson)
    .action((id: string, { limit, json }: Output & { limit: number }) =>
      withDesk(async (desk) => {
        const { data } = await desk.call(listParameterHistory, { params: { strategy_id: id }, query: { limit } });
        terminal.print(json ? JSON.stringify(data, null, 2) : listed(terminal, data));
      }),
    );
}

function defineRollback(command: Command, { terminal, withDesk }: Shell): void {
  command
    .command('rollback')
    .description('Go back to an earlier version, as a new one')
    .argument('<strategy>', 'as momentum')
    .option('--to <version>', 'which (default: the one before the current)', wholeNumber)
    .option('--reason <text>', 'why, kept with the version')
    .option(...asJson)
    .action((id: string, { to, reason, json }: Output & { to?: number; reason?: string }) =>
      withDesk(async (desk) => {
        const body = { params_version: to, reason };
        const { data } = await desk.call(rollbackParameters, { params: { strategy_id: id }, body });
        terminal.print(json ? JSON.stringify(data, null, 2) : stored(data));
      }),
    );
}

function shown(terminal: Terminal, strategy: DoorAnswer<typeof readStrategy>): string {
  const rows = Object.entries(strategy.parameters).map(([name, one]) => {
    const range = one.choices?.join(' | ') ?? (one.min === null ? one.type : `${one.min} … ${one.max}`);
    return [name, String(one.value), String(one.default), range, one.description];
  });
  const heads = ['Parameter', 'Value', 'Default', 'Range'].map((head) => ({ head }));
  const title = terminal.paint('bold', `${strategy.strategy_id}, version ${strategy.params_version}`);
  return rows.length === 0
    ? `${title}\nNo parameters.`
    : `${title}\n${table(terminal, [...heads, { head: 'Meaning', wraps: true }], rows)}`;
}

function stored({ strategy_id: id, params, params_version: version }: DoorAnswer<typeof changeParameters>): string {
  const values = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  return `${id} has version ${version}: ${values.join(' ')}`;
}

function listed(terminal: Terminal, { versions, total }: DoorAnswer<typeof listParameterHistory>): string {
  const rows = versions.map((one) => {
    const changes = Object.entries(one.changes).map(([name, { from, to }]) => `${name}: ${from} → ${to}`);
    const why = [one.restored_from === null ? null : `back to version ${one.restored_from}`, one.reason];
    return [
      String(one.params_version),
      one.changed_at === null ? 'as shipped' : moment(one.changed_at),
      one.changed_by ?? absent,
      changes.join(', ') || absent,
      why.filter(Boolean).join(': ') || absent,
    ];
  });
  const heads = ['Version', 'Set', 'By', 'Changes', 'Why'];
  const columns = heads.map((head, i) => ({ head, ...(i === heads.length - 1 && { wraps: true as const }) }));
  const more = total > versions.length ? `\n${versions.length} of ${total}; --limit shows more` : '';
  return table(terminal, columns, rows) + more;
}
