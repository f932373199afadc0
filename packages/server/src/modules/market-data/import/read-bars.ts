/** A file → bars ready to store, with an account of what was found in it. Stores nothing. */
import { AppError } from '@tradewind/contract/errors.ts';
import { tradeBars } from '@tradewind/engine/data/trade-bars.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { canonicalTimeframe, timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { type Content, isParquet, textPieces } from './content.ts';
import { namesOf } from './header.ts';
import { readJson } from './json-table.ts';
import { sniffLayout } from './layout.ts';
import { notesOn } from './notes.ts';
import { openParquet } from './parquet-table.ts';
import { PlainRows } from './plain-rows.ts';
import { settleReading } from './reading.ts';
import { readRecords } from './records.ts';
import { badRows } from './refusal.ts';
import type { ImportOptions, RowFault, Understanding } from './report.ts';
import { RowCollector } from './rows.ts';
import { endOfBar, settleTimeframe } from './spacing.ts';
import type { SymbolRows } from './symbol-rows.ts';
import type { Table } from './table.ts';

export interface BarFile extends Understanding {
  readonly series: readonly { readonly symbol: string; readonly timeframe: string; readonly bars: BarColumns }[];
  readonly goodRows: number;
  readonly otherRows: number;
  readonly faults: readonly RowFault[];
  readonly faultCount: number;
}

type Shape = Pick<Understanding, 'format' | 'delimiter' | 'skippedLines'>;

/** Enough lines to see how a file is laid out. */
const headLength = 256 * 2 ** 10;

export async function readBarFile(content: Content, options: ImportOptions): Promise<BarFile> {
  if (typeof content !== 'string' && (await isParquet(content))) {
    const table = await openParquet(content);
    const collector = collectorFor(table, options);
    let row = 0;
    for await (const cells of table.rows()) collector.add(cells, ++row);
    return summarise(collector, { format: 'parquet', delimiter: null, skippedLines: 0 }, options);
  }
  const { head, pieces, isWhole } = await peek(textPieces(content));
  if (/^\s*[[{]/.test(head)) return readJsonFile(pieces, options);
  return readCsvFile(isWhole ? head : head.slice(0, head.lastIndexOf('\n') + 1), pieces, options);
}

async function readJsonFile(pieces: AsyncIterable<string>, options: ImportOptions): Promise<BarFile> {
  const table = await readJson(pieces);
  const collector = collectorFor(table, options);
  let row = 0;
  for (const cells of table.rows) collector.add(cells, ++row);
  return summarise(collector, { format: 'json', delimiter: null, skippedLines: 0 }, options);
}

async function readCsvFile(head: string, pieces: AsyncIterable<string>, options: ImportOptions): Promise<BarFile> {
  if (head.trim() === '') throw new AppError('bad_data', 'The file is empty.');
  const layout = sniffLayout(head, options.skipLines);
  const collector = collectorFor(layout, options);
  const plain = PlainRows.for(collector, layout.delimiter);
  await readRecords(pieces, layout, {
    plain: (text, from, to) => plain?.take(text, from, to) ?? false,
    record: (cells, line) => collector.add(cells, line),
  });
  const { delimiter, skippedLines } = layout;
  return summarise(collector, { format: 'csv', delimiter, skippedLines }, options);
}

/** The beginning of a text, and all of it again. */
async function peek(source: AsyncGenerator<string>) {
  let head = '';
  let isWhole = false;
  while (head.length < headLength && !isWhole) {
    const next = await source.next();
    isWhole = next.done === true;
    if (!next.done) head += next.value;
  }
  async function* pieces(): AsyncGenerator<string> {
    yield head;
    yield* source;
  }
  return { head, pieces: pieces(), isWhole };
}

function collectorFor({ header, sample }: Table, options: ImportOptions): RowCollector {
  return new RowCollector(settleReading(header, sample, options));
}

function summarise(collector: RowCollector, shape: Shape, options: ImportOptions): BarFile {
  const { reading, bySymbol, otherSymbols, otherRows, faults, faultCount } = collector;
  if (bySymbol.size === 0 && faultCount === 0) {
    const others = [...otherSymbols].slice(0, 20).join(', ');
    throw new AppError(
      'bad_data',
      others
        ? `The file has no rows of ${options.symbol}; it holds ${others}. Ask for one of these, or for none to take all.`
        : 'The file has a header but no rows.',
    );
  }
  if (faultCount > 0 && isSpoiled(collector, options)) throw badRows(collector);
  const isNewestFirst = [...bySymbol.values()].some(({ direction }) => direction < 0);
  const goodRows = [...bySymbol.values()].reduce((sum, { length }) => sum + length, 0);
  const { used, ignored } = namesOf(reading.columns, reading.header);
  const { rows, prices, dateFormat, zone, decimal, scale } = reading;
  return {
    ...shape,
    mapping: used,
    ignoredColumns: ignored,
    rows,
    prices,
    dateFormat,
    timeZone: zone.name,
    decimal,
    scale,
    isNewestFirst,
    notes: notesOn({ reading, isNewestFirst, skippedLines: shape.skippedLines }),
    series: [...bySymbol].map(([symbol, own]) => seriesOf(symbol, own, collector, options)),
    goodRows,
    otherRows,
    faults,
    faultCount,
  };
}

function seriesOf(symbol: string, rows: SymbolRows, { reading, kind }: RowCollector, options: ImportOptions) {
  const read = rows.inOrder();
  if (reading.rows === 'trades') return { symbol, ...barsOfTrades(read, options) };
  const timeframe = settleTimeframe(options.timeframe, symbol, read.ts, kind ?? 'date');
  const toEnd = endOfBar(timeframe, kind ?? 'date', options.stamps ?? 'open', reading.zone);
  for (let row = 0; row < read.length; row++) read.ts[row] = toEnd(read.ts[row]);
  return { symbol, timeframe, bars: read };
}

function barsOfTrades({ length, ts, close, volume }: BarColumns, options: ImportOptions) {
  const timeframe = options.timeframe === undefined ? null : canonicalTimeframe(options.timeframe);
  if (timeframe === null) {
    throw new AppError('bad_data', {
      detail: 'Trades do not show how long the bars made of them shall be. Give `timeframe`, as 1m or 1d.',
      errors: [{ pointer: '/timeframe', expected: 'as 1m, 1h or 1d' }],
    });
  }
  return { timeframe, bars: tradeBars({ length, ts, price: close, size: volume }, timeframeMs(timeframe) as number) };
}

/** Bad rows end the matter unless they may be skipped; too few good ones to go on with end it in any case. */
function isSpoiled({ bySymbol }: RowCollector, { onBadRow, dryRun, timeframe }: ImportOptions): boolean {
  const fewest = timeframe === undefined ? 2 : 1;
  const isUsable = bySymbol.size > 0 && [...bySymbol.values()].every(({ length }) => length >= fewest);
  return !isUsable || (onBadRow !== 'skip' && !dryRun);
}
