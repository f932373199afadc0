import { qualityOf } from '@tradewind/engine/data/quality.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { MarketDataStore } from '../store.ts';
import type { Content } from './content.ts';
import { type BarFile, readBarFile } from './read-bars.ts';
import type { ImportOptions, ImportReport, PreviewRow } from './report.ts';

const previewLength = 5;

/** Reads, checks and, unless it is a dry run, stores a file: all of its series in one transaction. */
export async function importBars(
  store: MarketDataStore,
  content: Content,
  options: ImportOptions,
): Promise<ImportReport> {
  const { series, ...file } = await readBarFile(content, options);
  const source = `import:${options.source ?? file.format}`;
  const { assetClass, currency, tick } = options;
  const upserts = options.dryRun
    ? null
    : await store.upsert(series.map((one) => ({ ...one, source, synthetic: false, assetClass, currency, tick })));
  return {
    ...file,
    dryRun: options.dryRun ?? false,
    source,
    series: series.map(({ symbol, timeframe, bars }) => {
      const upsert = upserts?.find((one) => one.symbol === symbol && one.timeframe === timeframe);
      return {
        symbol,
        timeframe,
        rows: bars.length,
        firstTs: bars.ts[0],
        lastTs: bars.ts[bars.length - 1],
        stored: upsert ?? null,
        replacedSynthetic: upsert?.replacedSynthetic ?? false,
        quality: qualityOf(
          bars,
          assetClass ?? store.series(symbol, timeframe)?.assetClass ?? null,
          timeframeMs(timeframe) as number,
        ),
      };
    }),
    preview: series.flatMap(firstRows).slice(0, previewLength),
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
