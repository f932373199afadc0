/** `tradewind doctor`: is everything here fit for work? */
import type { Command } from 'commander';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { ExitCode, exitCodes } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

export function defineDoctor(command: Command, shell: Shell): void {
  command
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', '\nExample:\n  $ tradewind doctor')
    .action(async ({ json }: { json?: true }) => {
      const { terminal } = shell;
      const findings = await examine(shell);
      terminal.print(json ? JSON.stringify({ findings }, null, 2) : told(terminal, findings));
      if (findings.some(({ state }) => state === 'fault')) throw new ExitCode(exitCodes.refused);
    });
}

function told(terminal: Terminal, findings: readonly Finding[]): string {
  const marks = {
    ok: terminal.paint('green', 'ok'),
    warning: terminal.paint('yellow', 'warning'),
    fault: terminal.paint('red', 'FAULT'),
  };
  const faults = findings.filter(({ state }) => state === 'fault').length;
  const verdict =
    faults === 0 ? 'Everything is fit for work.' : `${faults === 1 ? 'One thing is' : `${faults} things are`} wrong.`;
  const rows = findings.map(({ name, state, detail }) => [marks[state], name, detail]);
  return [table(terminal, [{ head: '' }, { head: '' }, { head: '', wraps: true }], rows), '', verdict].join('\n');
}
