/** `tradewind signal <strategy>`: what it wants now. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { readLatestSignal } from '@tradewind/contract/doors/signals.ts';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import { absent, moment, percent, plain } from '../terminal/figures.ts';
import { noticeOf } from '../terminal/notice.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

interface SignalOptions {
  readonly symbol?: string;
  readonly timeframe?: string;
  readonly json?: true;
}

export function defineSignal(command: Command, shell: Shell): void {
  command
    .argument('<strategy>', 'as sma-cross')
    .option('--symbol <symbol>', "instrument (default: the strategy's first)")
    .option('--timeframe <timeframe>', 'of the bars (default: 1d)')
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind signal sma-cross --symbol GOOG')
    .action((strategy: string, { symbol, timeframe, json }: SignalOptions) =>
      shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const { data, meta } = await desk.call(readLatestSignal, {
          params: { strategy_id: strategy },
          query: { symbol, timeframe },
        });
        if (json) return terminal.print(JSON.stringify(data, null, 2));
        for (const line of noticeOf(terminal, meta)) terminal.print(line);
        terminal.print(signalTable(terminal, data));
      }),
    );
}

function signalTable(terminal: Terminal, signal: DoorAnswer<typeof readLatestSignal>): string {
  const colours = { LONG: 'green', SHORT: 'red', NEUTRAL: 'dim' } as const;
  const direction = terminal.paint(colours[signal.direction], signal.direction);
  return table(
    terminal,
    [{ head: '' }, { head: '' }],
    [
      ['Signal', `${direction} ${signal.instruments.join(', ')} ${signal.timeframe}`],
      ['Wanted exposure', `${percent(signal.suggested_size)} of equity`],
      ['Strength', signal.strength ?? absent],
      ['Confidence', percent(signal.confidence)],
      ['Raw value', plain(signal.raw_value)],
      ['z-score', plain(signal.z_score)],
      ['Close of the bar', plain(signal.entry_level)],
      ['Bar ended', moment(signal.timestamp)],
      ['Source', signal.source],
    ],
  );
}
