import type { MarketDataStore } from '../store.ts';
import { type BarFile, readBarFile } from './read-bars.ts';
import type { ImportOptions, ImportReport, PreviewRow } from './report.ts';

const previewLength = 5;

/** Reads, checks and, unless it is a dry run, stores a file: all of its series in one transaction. */
export async function importBars(
  store: MarketDataStore,
  content: string | Uint8Array,
  options: ImportOptions,
): Promise<ImportReport> {
  const file = await readBarFile(content, options);
  const source = `import:${options.source ?? 'csv'}`;
  const { assetClass, currency, tick } = options;
  const upserts = options.dryRun
    ? null
    : await store.upsert(file.series.map((one) => ({ ...one, source, synthetic: false, assetClass, currency, tick })));
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
