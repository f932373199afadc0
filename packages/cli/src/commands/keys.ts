/** `tradewind keys …`: API keys. In place they are the administrator's; through a server they are the caller's. */
import { scopeSchema } from '@tradewind/contract/access.ts';
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { createKey, listKeys, revokeKey } from '@tradewind/contract/doors/auth.ts';
import { type Command, InvalidArgumentError } from 'commander';
import type { Desk } from '../desk/desk.ts';
import { readAll } from '../desk/read-all.ts';
import type { Shell } from '../shell.ts';
import { absent, moment } from '../terminal/figures.ts';
import { loginBox } from '../terminal/login-box.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { list } from './options.ts';

type Scope = (typeof scopeSchema.options)[number];

export function defineKeys(command: Command, shell: Shell): void {
  const { terminal } = shell;
  const withAdmin = <T>(work: (desk: Desk) => Promise<T>) =>
    shell.withDesk(async (desk) => {
      const made = await desk.ensureFirstAdmin();
      if (made) terminal.note(loginBox(terminal, made));
      return work(desk);
    });
  command
    .command('list')
    .description('List API keys')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind keys list')
    .action(({ json }: { json?: true }) =>
      withAdmin(async (desk) => {
        const all = await readAll(async (query) => {
          const { data } = await desk.call(listKeys, { query });
          return { items: data.keys, total: data.total };
        });
        terminal.print(json ? JSON.stringify({ keys: all }, null, 2) : listed(terminal, all));
      }),
    );
  command
    .command('create')
    .description('Make an API key and show it this once')
    .argument('[name]', 'what it is for', 'command line')
    .option('--scope <scopes>', `what it may do, of ${scopeSchema.options.join(', ')} (default: all you may)`, scopes)
    .option('--expires <time>', 'when it ends, as 2027-01-01T00:00:00Z (default: never)')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind keys create "research notebook" --scope read,research')
    .action((name: string, { scope, expires, json }: { scope?: Scope[]; expires?: string; json?: true }) =>
      withAdmin(async (desk) => {
        const { data } = await desk.call(createKey, { body: { name, scopes: scope, expires_at: expires } });
        if (json) return terminal.print(JSON.stringify(data, null, 2));
        terminal.print(`${terminal.paint('bold', data.secret)}`);
        terminal.note(
          `The key "${data.name}" (${data.scopes.join(', ')}) is shown this once: keep it, as TRADEWIND_API_KEY for one.`,
        );
      }),
    );
  command
    .command('revoke')
    .description('Revoke an API key: it is refused from now on')
    .argument('<id>', 'of the key, as `tradewind keys list` prints it')
    .addHelpText('after', '\nExample:\n  $ tradewind keys revoke 3f0c2a3e-…')
    .action((id: string) =>
      withAdmin(async (desk) => {
        await desk.call(revokeKey, { params: { key_id: id } });
        terminal.print(`The key ${id} is revoked.`);
      }),
    );
}

function scopes(text: string, before: Scope[] = []): Scope[] {
  const asked = list(text);
  const unknown = asked.filter((name) => !(scopeSchema.options as readonly string[]).includes(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`Expected some of ${scopeSchema.options.join(', ')}; found ${unknown.join(', ')}.`);
  }
  return [...before, ...(asked as Scope[])];
}

function listed(terminal: Terminal, keys: DoorAnswer<typeof listKeys>['keys']): string {
  if (keys.length === 0) return 'No API keys.';
  const columns = ['Key', 'Name', 'Scopes', 'Made', 'Ends', 'Last used'].map((head) => ({ head }));
  const when = (time: string | null) => (time === null ? absent : moment(time));
  const rows = keys.map((key) => [
    key.key_id,
    key.name,
    key.scopes.join(', '),
    when(key.created_at),
    when(key.expires_at),
    when(key.last_used_at),
  ]);
  return table(terminal, columns, rows);
}
