/** `tradewind lookahead <run>`: the certificate that a run used no bar before it had come. Exit code 1 where it did. */
import type { Command } from 'commander';
import { awaitCertificate, type Certificate } from '../desk/proof.ts';
import { ExitCode, exitCodes } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { moment } from '../terminal/figures.ts';
import { noticeOf } from '../terminal/notice.ts';
import { openProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';

export function defineLookahead(command: Command, shell: Shell): void {
  command
    .argument('<run>', 'as `tradewind runs` prints it')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind lookahead 3f0c2a3e-…')
    .action((runId: string, { json }: { json?: true }) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const { proof: certificate, meta } = await awaitCertificate(
          desk,
          runId,
          await openProgress(terminal, 'look-ahead'),
        );
        if (!json) for (const line of noticeOf(terminal, meta)) terminal.print(line);
        terminal.print(json ? JSON.stringify(certificate, null, 2) : told(terminal, certificate));
        if (!certificate.passed) throw new ExitCode(exitCodes.refused);
      }),
    );
}

function told(terminal: Terminal, { passed, statement, computed_at: at }: Certificate): string {
  const verdict = passed ? terminal.paint('green', 'No look-ahead found.') : terminal.paint('red', 'It looks ahead.');
  return `${verdict}\n${statement}\n${terminal.paint('dim', `Computed ${moment(at)}`)}`;
}
