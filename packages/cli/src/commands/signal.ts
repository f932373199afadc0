/** `tradewind signal [strategy]`: what it wants now and wanted on the days before, or what all of them want. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { readAllSignals, readLatestSignal, readSignalHistory } from '@tradewind/contract/doors/signals.ts';
import type { Command } from 'commander';
import { UsageError } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { absent, moment, percent, plain } from '../terminal/figures.ts';
import { noticeOf } from '../terminal/notice.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { wholeNumber } from './options.ts';

interface SignalOptions {
  readonly symbol?: string;
  readonly timeframe?: string;
  readonly days?: number;
  readonly json?: true;
}

type Direction = DoorAnswer<typeof readLatestSignal>['direction'];

export function defineSignal(command: Command, shell: Shell): void {
  command
    .argument('[strategy]', 'as sma-cross; without it all of them')
    .option('--symbol <symbol>', "instrument (default: the strategy's first)")
    .option('--timeframe <timeframe>', 'of the bars (default: 1d)')
    .option('--days <days>', 'the signal after each of the last so many days', wholeNumber)
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind signal sma-cross --symbol GOOG')
    .action((strategy: string | undefined, { json, days, ...selection }: SignalOptions) => {
      if (strategy === undefined && (days !== undefined || Object.keys(selection).length > 0)) {
        throw new UsageError('--symbol, --timeframe and --days need a strategy.');
      }
      return shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const show = <Data>(
          answer: { data: Data; meta: Parameters<typeof noticeOf>[1] },
          tell: (data: Data) => string,
        ) => {
          if (json) return terminal.print(JSON.stringify(answer.data, null, 2));
          for (const line of noticeOf(terminal, answer.meta)) terminal.print(line);
          terminal.print(tell(answer.data));
        };
        if (strategy === undefined) return show(await desk.call(readAllSignals), (data) => together(terminal, data));
        const params = { strategy_id: strategy };
        if (days === undefined) {
          const latest = await desk.call(readLatestSignal, { params, query: selection });
          return show(latest, (data) => signalTable(terminal, data));
        }
        const history = await desk.call(readSignalHistory, { params, query: { ...selection, days } });
        return show(history, (data) => historyTable(terminal, data));
      });
    });
}

function coloured({ paint }: Terminal, direction: Direction): string {
  return paint(({ LONG: 'green', SHORT: 'red', NEUTRAL: 'dim' } as const)[direction], direction);
}

function together(terminal: Terminal, all: DoorAnswer<typeof readAllSignals>): string {
  const rows = all.signals.map((one) => [
    one.strategy,
    coloured(terminal, one.direction),
    one.strength ?? absent,
    percent(one.suggested_size),
    one.instruments.join(', '),
    moment(one.timestamp),
  ]);
  const heads = ['Strategy', 'Signal', 'Strength', 'Exposure', 'On', 'Bar ended'];
  const columns = heads.map((head) => ({ head, ...(head === 'Exposure' && { align: 'right' as const }) }));
  const { LONG: long, SHORT: short, NEUTRAL: neutral } = all.counts;
  const sum = `${long} long, ${short} short, ${neutral} neutral; mean wanted exposure ${percent(all.mean_exposure)}`;
  const lost = all.errors.map(({ strategy, detail }) => `${strategy} has no signal: ${detail}`);
  const partial = all.partial_data ? [terminal.paint('yellow', 'PARTIAL  Some strategies are missing:'), ...lost] : [];
  return [table(terminal, columns, rows), '', sum, ...partial].join('\n');
}

function historyTable(terminal: Terminal, days: DoorAnswer<typeof readSignalHistory>): string {
  const rows = days.map((one) => [one.date, coloured(terminal, one.direction), percent(one.conviction)]);
  const columns = [{ head: 'Day' }, { head: 'Signal' }, { head: 'Conviction', align: 'right' as const }];
  return table(terminal, columns, rows);
}

function signalTable(terminal: Terminal, signal: DoorAnswer<typeof readLatestSignal>): string {
  const direction = coloured(terminal, signal.direction);
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
