/** The login of the first start: seen once, so that it cannot be overlooked. */
import type { FirstAdmin } from '@tradewind/server/in-place.ts';
import type { Terminal } from './terminal.ts';

export function loginBox({ paint }: Pick<Terminal, 'paint'>, { user, password, apiKey }: FirstAdmin): string {
  const lines = [
    'The first login. It is shown this once and stored nowhere: keep it.',
    '',
    `user      ${user}`,
    `password  ${password}`,
    `API key   ${apiKey ?? 'the one in TRADEWIND_ADMIN_TOKEN'}`,
  ];
  const width = Math.max(...lines.map(({ length }) => length));
  const edge = '─'.repeat(width + 2);
  return paint('cyan', [`┌${edge}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${edge}┘`].join('\n'));
}
