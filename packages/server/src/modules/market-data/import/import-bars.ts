import { AppError, type ErrorData } from '@tradewind/contract/errors.ts';
import type { MarketDataStore } from '../store.ts';
import { type BarFile, readBarFile } from './read-bars.ts';
import type { ImportOptions, ImportReport, PreviewRow } from './report.ts';

const previewLength = 5;
const faultsInProse = 3;

/** Reads, checks and, unless it is a dry run, stores a file: all of its series in one transaction. */
export async function importBars(
  store: MarketDataStore,
  content: string | Uint8Array,
  options: ImportOptions,
): Promise<ImportReport> {
  const file = await readBarFile(content, options);
  const refusesFaults = options.onBadRow !== 'skip' && file.faultCount > 0;
  if (refusesFaults && !options.dryRun) throw new AppError('bad_data', refusal(file));

  const source = `import:${options.source ?? 'csv'}`;
  const { currency, tick } = options;
  const upserts = options.dryRun
    ? null
    : await store.upsert(file.series.map((one) => ({ ...one, source, synthetic: false, currency, tick })));
  return {
    dryRun: options.dryRun ?? false,
    source,
    delimiter: file.delimiter,
    mapping: file.mapping,
    ignoredColumns: file.ignoredColumns,
    series: file.series.map(({ symbol, timeframe, bars }) => {
      const upsert = upserts?.find((one) => one.symbol === symbol && one.timeframe === timeframe);
      return {
        symbol,
        timeframe,
        rows: bars.length,
        firstTs: bars.ts[0],
        lastTs: bars.ts[bars.length - 1],
        stored: upsert ?? null,
        replacedSynthetic: upsert?.replacedSynthetic ?? false,
      };
    }),
    preview: file.series.flatMap(firstRows).slice(0, previewLength),
    rows: file.series.reduce((rows, { bars }) => rows + bars.length, 0),
    otherRows: file.otherRows,
    faults: file.faults,
    faultCount: file.faultCount,
  };
}

function firstRows({ symbol, timeframe, bars }: BarFile['series'][number]): PreviewRow[] {
  return Array.from({ length: Math.min(previewLength, bars.length) }, (_, row) => ({
    symbol,
    timeframe,
    ts: bars.ts[row],
    open: bars.open[row],
    high: bars.high[row],
    low: bars.low[row],
    close: bars.close[row],
    volume: bars.volume[row],
  }));
}

function refusal({ faults, faultCount, advice }: BarFile): ErrorData {
  const shown = faults
    .slice(0, faultsInProse)
    .map(
      ({ line, column, expected, found }) =>
        `line ${line}, ${column || 'row'}: expected ${expected}, found ${found || 'nothing'}`,
    );
  const remedy = advice ?? 'Correct the rows, or leave them out with `on_bad_row: skip`.';
  return {
    detail: `Nothing was stored: ${faultCount} bad ${faultCount === 1 ? 'row value' : 'row values'}, ${shown.join('; ')}. ${remedy}`,
    errors: faults.map(({ line, column, expected, found }) => ({
      pointer: '/body/content',
      expected: `line ${line}${column ? `, ${column}` : ''}: ${expected}`,
      found,
    })),
    extensions: { fault_count: faultCount },
  };
}
