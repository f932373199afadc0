/** What was assumed or turned round while reading, in words: nothing is changed in silence. */
import type { Reading } from './reading.ts';

interface Seen {
  readonly reading: Reading;
  readonly isNewestFirst: boolean;
  readonly skippedLines: number;
}

export function notesOn({ reading, isNewestFirst, skippedLines }: Seen): string[] {
  const { prices, rows, scale, decimal, isZoneAssumed, areDays } = reading;
  const notes: (string | false)[] = [
    skippedLines > 0 && `${skippedLines} line${skippedLines === 1 ? '' : 's'} before the table passed over.`,
    isNewestFirst && 'The file runs from newest to oldest and was turned round.',
    isZoneAssumed && !areDays && 'Times without a zone were read as UTC; say `time_zone` if they are of a place.',
    areDays && 'Every time says midnight: the rows were read as days.',
    decimal === 'comma' && 'Numbers have a decimal comma.',
    scale !== 1 && `Prices were divided by ${scale}.`,
    rows === 'trades' && 'Bars were made of trades; the last one holds the trades up to the last in the file.',
    rows === 'bars' && prices === 'close' && 'One price is the whole bar: open, high, low and close are the same.',
    prices === 'mid' && 'Prices are the middle between bid and ask.',
    (prices === 'bid' || prices === 'ask') && `Prices are those of the ${prices}.`,
  ];
  return notes.filter((note) => note !== false);
}
