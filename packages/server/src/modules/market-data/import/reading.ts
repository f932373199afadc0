/** How the cells of one file are to be understood: settled once, before the first row is taken. */
import { AppError } from '@tradewind/contract/errors.ts';
import { canonicalSymbol } from '../series.ts';
import { type Columns, findColumns, priceRoles } from './header.ts';
import { type DecimalMark, sniffDecimalMark } from './numerals.ts';
import type { ImportOptions, PriceSource } from './report.ts';
import { areDays, type DateFormat, fittingFormats, parseStamp, type Stamp } from './stamp.ts';
import { findTimeZone, type TimeZone, utc } from './time-zone.ts';

export interface Reading {
  readonly header: readonly string[];
  readonly columns: Columns;
  /** Symbol of a file without a symbol column, or the one to pick from it. */
  readonly symbol: string | null;
  readonly rows: 'bars' | 'trades';
  readonly prices: PriceSource;
  /** Of open, high, low and close: the columns whose mean it is. */
  readonly priceColumns: readonly (readonly number[])[];
  /** What a price of the file is divided by. */
  readonly scale: number;
  readonly decimal: DecimalMark;
  readonly dateFormat: DateFormat;
  /** Every time says midnight: the rows name days. */
  readonly areDays: boolean;
  /** Of what is written without a zone. */
  readonly zone: TimeZone;
  /** Some time is written without a zone, and nobody said which it is. */
  readonly isZoneAssumed: boolean;
}

export function settleReading(
  header: readonly string[],
  sample: readonly (readonly string[])[],
  options: ImportOptions,
): Reading {
  const { columns, prices } = findColumns(header, options);
  const priceColumns = priceRoles(prices);
  const symbol = options.symbol === undefined ? null : canonicalSymbol(options.symbol);
  if (options.symbol !== undefined && symbol === null) {
    throw new AppError('bad_data', `${options.symbol} cannot be a symbol: letters, digits and . _ - : / = ^ & only.`);
  }
  if (columns.symbol < 0 && symbol === null) {
    throw new AppError('bad_data', 'The file has no symbol column. Say with `symbol` whose bars these are.');
  }
  const texts = sample.map((cells) => stampText(cells, columns)).filter((text) => text !== '');
  const dateFormat = options.dateFormat ?? sniffDateFormat(texts, header[columns.ts]);
  const stamps = texts.map((text) => parseStamp(text, dateFormat));
  const rows = options.rows ?? 'bars';
  return {
    header,
    columns,
    symbol,
    rows,
    prices,
    priceColumns: priceColumns.map((found) => found.map((role) => columns[role])),
    scale: options.scale ?? 1,
    decimal:
      options.decimal ??
      sniffDecimalMark(
        priceColumns.flat().flatMap((role) => sample.map((cells) => cells[columns[role]]).filter(Boolean)),
      ),
    dateFormat,
    areDays: rows === 'bars' && areDays(stamps),
    zone: options.timeZone === undefined ? utc : zoneCalled(options.timeZone),
    isZoneAssumed: options.timeZone === undefined && stamps.some(isZoneless),
  };
}

/** A date and a time in two columns read as one. */
export function stampText(cells: readonly string[], { ts, time }: Columns): string {
  return time < 0 ? cells[ts] : `${cells[ts]} ${cells[time]}`;
}

const isZoneless = (stamp: Stamp | null) => stamp !== null && stamp.kind === 'instant' && !stamp.hasZone;

function sniffDateFormat(texts: readonly string[], column: string): DateFormat {
  const formats = fittingFormats(texts);
  if (formats.length < 2) return formats[0] ?? 'iso';
  throw new AppError('bad_data', {
    detail: `The column ${column} can be read as ${formats.join(' or as ')}, for example ${texts[0]}. Say which with \`date_format\`.`,
  });
}

function zoneCalled(name: string): TimeZone {
  const zone = findTimeZone(name);
  if (zone) return zone;
  throw new AppError('bad_data', {
    detail: `${name} is no time zone: expected UTC, a distance from it as -05:00, or a name as America/New_York.`,
  });
}
