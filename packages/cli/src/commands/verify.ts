/** `tradewind verify <run>`: make a stored run again and compare it to the bit. Exit code 1 where it is another. */
import type { Command } from 'commander';
import { awaitVerification, type Verification } from '../desk/proof.ts';
import { ExitCode, exitCodes } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { noticeOf } from '../terminal/notice.ts';
import { openProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

export function defineVerify(command: Command, shell: Shell): void {
  command
    .argument('<run>', 'as `tradewind runs` prints it')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind verify 3f0c2a3e-…')
    .action((runId: string, { json }: { json?: true }) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const { proof: verification, meta } = await awaitVerification(
          desk,
          runId,
          await openProgress(terminal, 'verify'),
        );
        if (!json) for (const line of noticeOf(terminal, meta)) terminal.print(line);
        terminal.print(json ? JSON.stringify(verification, null, 2) : told(terminal, verification));
        if (!verification.same) throw new ExitCode(exitCodes.refused);
      }),
    );
}

function told(terminal: Terminal, verification: Verification): string {
  const { same, first_difference: difference, changed_data: changed, code_version: code } = verification;
  if (same) return `${terminal.paint('green', 'Same bytes.')} The run was made again: figures, equity and trades.`;
  return [
    terminal.paint('red', 'Not the same.'),
    ...(difference
      ? [`First difference at ${difference.path}: stored ${difference.stored}, now ${difference.recomputed}`]
      : []),
    ...(changed?.length ? [`The stored bars have changed since: ${changed.join(', ')}`] : []),
    ...(code.stored === code.recomputed
      ? []
      : [`Made by version ${code.stored ?? 'unknown'}, made again by version ${code.recomputed}`]),
  ].join('\n');
}
