/** `tradewind data quality`: what is wrong with stored bars. */
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { calendarSchema, readDataQuality } from '@tradewind/contract/doors/market-data.ts';
import { type Command, Option } from 'commander';
import type { Shell } from '../shell.ts';
import { count, moment, plain } from '../terminal/figures.ts';
import { noticeOf } from '../terminal/notice.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';

type Quality = DoorAnswer<typeof readDataQuality>;

interface QualityOptions {
  readonly timeframe?: string;
  readonly from?: string;
  readonly to?: string;
  readonly calendar?: Quality['calendar'];
  readonly json?: true;
}

const meanings: Readonly<Record<Quality['faults'][number]['kind'], string>> = {
  missing: 'bars the calendar expects are not there',
  order: 'times that do not rise',
  price: 'prices that are zero, negative or none',
  ohlc: 'highs or lows that the bar itself passes',
  outlier: 'prices far off both neighbours, back at once',
  split: 'jumps by a simple ratio that stay: unadjusted splits?',
  stale: 'bars that only repeat the one before',
};
const momentsShown = 3;
const gapsShown = 5;

export function defineDataQuality(command: Command, shell: Shell): void {
  command
    .argument('<symbol>')
    .option('--timeframe <timeframe>', 'as 1d or 5m (default: 1d where stored, else the longest)')
    .option('--from <date>', 'first day or UTC time')
    .option('--to <date>', 'last day or UTC time')
    .addOption(
      new Option('--calendar <name>', 'when bars are expected (default: seen from the bars)').choices(
        calendarSchema.options,
      ),
    )
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind data quality GOOG')
    .action((symbol: string, { timeframe, from: start, to: end, calendar, json }: QualityOptions) =>
      shell.withDesk(async (desk) => {
        const query = { symbol, timeframe, start, end, calendar };
        const { data, meta } = await desk.call(readDataQuality, { query });
        if (json) return shell.terminal.print(JSON.stringify(data, null, 2));
        for (const line of noticeOf(shell.terminal, meta)) shell.terminal.print(line);
        shell.terminal.print(told(shell.terminal, data));
      }),
    );
}

function told(terminal: Terminal, quality: Quality): string {
  const { symbol, timeframe, score, bars, expected, calendar, calendar_inferred: isInferred } = quality;
  const style = score >= 95 ? 'green' : score >= 80 ? 'yellow' : 'red';
  return [
    `${terminal.paint('bold', `${symbol} ${timeframe}`)}: ${terminal.paint(style, `${plain(score)} of 100`)}`,
    `${count(bars)} bars of ${count(expected)} that the calendar "${calendar}" expects${isInferred ? ' (seen from the bars; --calendar says another)' : ''}.`,
    ...(quality.faults.length === 0 ? ['No faults were found.'] : [faultTable(terminal, quality)]),
    ...gaps(quality),
  ].join('\n');
}

function faultTable(terminal: Terminal, { faults }: Quality): string {
  const columns = [
    { head: 'Fault' },
    { head: 'Count', align: 'right' as const },
    { head: 'Points', align: 'right' as const },
    { head: 'What it is' },
    { head: 'First at' },
  ];
  const rows = faults.map(({ kind, count: times, points_lost: lost, at }) => [
    kind,
    count(times),
    `−${plain(Math.round(lost * 10) / 10)}`,
    meanings[kind],
    at.slice(0, momentsShown).map(moment).join(', ') + (at.length > momentsShown ? ', …' : ''),
  ]);
  return table(terminal, columns, rows);
}

function gaps({ gaps: all, longest_gaps: longest }: Quality): string[] {
  const shown = longest.toSorted((a, b) => b.missing - a.missing).slice(0, gapsShown);
  if (shown.length === 0) return [];
  return [
    `${count(all)} ${all === 1 ? 'hole' : 'holes'}, the longest:`,
    ...shown.map(({ after, before, missing }) => `  ${moment(after)} to ${moment(before)}: ${count(missing)} missing`),
  ];
}
