/** A CSV file → bars ready to store, with an account of what was found in it. Stores nothing. */
import { AppError } from '@tradewind/contract/errors.ts';
import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import { canonicalSymbol } from '../series.ts';
import { readRecords, sniffDelimiter, textOf } from './csv.ts';
import { findColumns, namesOf } from './header.ts';
import { badRows } from './refusal.ts';
import type { ColumnMapping, ImportOptions, RowFault } from './report.ts';
import { RowCollector } from './rows.ts';
import { settleTimeframe, shiftToEnd } from './spacing.ts';

export interface BarFile {
  readonly delimiter: string;
  readonly mapping: ColumnMapping;
  readonly ignoredColumns: readonly string[];
  readonly series: readonly { readonly symbol: string; readonly timeframe: string; readonly bars: BarColumns }[];
  readonly otherRows: number;
  readonly faults: readonly RowFault[];
  readonly faultCount: number;
}

export async function readBarFile(content: string | Uint8Array, options: ImportOptions): Promise<BarFile> {
  const text = await textOf(content);
  const delimiter = sniffDelimiter(text);
  let header: readonly string[] = [];
  let collector: RowCollector | null = null;
  await readRecords(text, delimiter, (cells, line) => {
    if (collector) {
      collector.add(cells, line);
    } else {
      header = cells;
      collector = collectorFor(header, options);
    }
  });
  return summarise(collector as RowCollector | null, header, delimiter, options);
}

function collectorFor(header: readonly string[], options: ImportOptions): RowCollector {
  const columns = findColumns(header, options.mapping);
  const symbol = options.symbol === undefined ? null : canonicalSymbol(options.symbol);
  if (options.symbol !== undefined && symbol === null) {
    throw new AppError('bad_data', `${options.symbol} cannot be a symbol: letters, digits and . _ - : / = ^ & only.`);
  }
  if (columns.symbol < 0 && symbol === null) {
    throw new AppError('bad_data', 'The file has no symbol column. Say with `symbol` whose bars these are.');
  }
  return new RowCollector({ columns, header, symbol });
}

function summarise(
  collector: RowCollector | null,
  header: readonly string[],
  delimiter: string,
  options: ImportOptions,
): BarFile {
  if (!collector) throw new AppError('bad_data', 'The file is empty.');
  const { bySymbol, kind, otherSymbols, faultCount } = collector;
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
  const { used, ignored } = namesOf(findColumns(header, options.mapping), header);
  const series = [...bySymbol].map(([symbol, rows]) => {
    const timeframe = settleTimeframe(options.timeframe, symbol, rows.stamps, kind ?? 'date');
    return { symbol, timeframe, bars: rows.toBars(shiftToEnd(timeframe, kind ?? 'date', options.stamps ?? 'open')) };
  });
  return {
    delimiter,
    mapping: used,
    ignoredColumns: ignored,
    series,
    otherRows: collector.otherRows,
    faults: collector.faults,
    faultCount,
  };
}

/** Bad rows end the matter unless they may be skipped; too few good ones to go on with end it in any case. */
function isSpoiled({ bySymbol }: RowCollector, { onBadRow, dryRun, timeframe }: ImportOptions): boolean {
  const fewest = timeframe === undefined ? 2 : 1;
  const isUsable = bySymbol.size > 0 && [...bySymbol.values()].every(({ stamps }) => stamps.length >= fewest);
  return !isUsable || (onBadRow !== 'skip' && !dryRun);
}
