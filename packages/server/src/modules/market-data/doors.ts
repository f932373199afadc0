import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import * as contract from '@tradewind/contract/doors/market-data.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { type AnswerOptions, answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import type { Content } from './import/content.ts';
import type { ImportOptions, ImportReport } from './import/report.ts';
import type { Series } from './series.ts';
import type { BarsPage, MarketDataService } from './service.ts';

export const marketDataDoors = (service: MarketDataService): ServedDoor[] => [
  serve(contract.listSeries, ({ query }) => dressList(service.list(query.symbol), query)),
  serve(contract.latestBars, ({ query }) => dressLatest(service.latest(query.symbols), query)),
  serve(contract.readBars, ({ params, query }) => dressBars(service.bars({ symbol: params.ticker, ...query }), query)),
  serve(contract.importBars, async ({ body, query }) => {
    const { content, options } = readImport(body, query);
    return dressReport(await service.import(content, options));
  }),
];

type ImportInput = DoorInput<typeof contract.importBars>;

/** The options come with the file in JSON, or in the query beside a raw file; not from both sides. */
function readImport(
  body: ImportInput['body'],
  query: ImportInput['query'],
): { content: Content; options: ImportOptions } {
  if (typeof body === 'string' || body instanceof Uint8Array || body instanceof Blob) {
    const columns = Object.entries(query).filter(([name]) => name.startsWith(columnPrefix));
    const mapping = Object.fromEntries(columns.map(([name, column]) => [name.slice(columnPrefix.length), column]));
    return { content: body, options: toOptions({ ...query, mapping }) };
  }
  const [misplaced] = Object.keys(query);
  if (misplaced) {
    throw new AppError('malformed', {
      detail: 'With JSON the options stand in the body, not in the query.',
      errors: [{ pointer: `/query/${misplaced}`, expected: 'nothing beside a JSON body' }],
    });
  }
  const { content, data, ...options } = body;
  if ((content === undefined) === (data === undefined)) {
    throw new AppError('malformed', {
      detail: 'Give the file in `content`, or its rows in `data`; one of the two.',
      errors: [{ pointer: '/body/content', expected: 'either content or data' }],
    });
  }
  return { content: content ?? JSON.stringify(data), options: toOptions(options) };
}

const columnPrefix = 'column_';

type WireOptions = Omit<Exclude<ImportInput['body'], string | Uint8Array | Blob>, 'content' | 'data'>;

function toOptions(wire: WireOptions): ImportOptions {
  const { symbol, timeframe, mapping, rows, prices, stamps, decimal, scale, currency, tick, source } = wire;
  return {
    ...{ symbol, timeframe, mapping, rows, prices, stamps, decimal, scale, currency, tick, source },
    dateFormat: wire.date_format,
    timeZone: wire.time_zone,
    skipLines: wire.skip_lines,
    onBadRow: wire.on_bad_row,
    dryRun: wire.dry_run,
    assetClass: wire.asset_class,
  };
}

const syntheticNote = 'Demo workspace: invented data, not market prices';

/** What a reader must know of where the figures come from. */
function provenance(series: readonly Pick<Series, 'source' | 'synthetic'>[]): Pick<AnswerOptions, 'source' | 'note'> {
  const sources = new Set(series.map(({ source }) => source));
  const note = series.some(({ synthetic }) => synthetic) ? syntheticNote : undefined;
  if (sources.size > 1) return { source: 'mixed', note: note && `Partly: ${note}` };
  return { source: [...sources][0], note };
}

interface Paging {
  readonly limit: number;
  readonly offset: number;
}

function page<Item>(items: readonly Item[], { limit, offset }: Paging): Item[] {
  return items.slice(offset, offset + limit);
}

function dressList(all: readonly Series[], { limit, offset }: Paging) {
  const shown = page(all, { limit, offset });
  const series = shown.map((one) => ({
    ...dressSeries(one),
    bars: one.bars,
    first: isoTime(one.firstTs),
    last: isoTime(one.lastTs),
    created_at: isoTime(one.createdAt),
    updated_at: isoTime(one.updatedAt),
  }));
  return answer({ series, total: all.length, limit, offset }, provenance(shown));
}

function dressLatest(all: readonly BarsPage[], { limit, offset }: Paging) {
  const shown = page(all, { limit, offset });
  const latest = shown.map(({ series, bars }) => ({ ...dressSeries(series), bar: dressBar(rowOf(bars, 0), series) }));
  return answer({ latest, total: all.length, limit, offset }, provenance(shown.map(({ series }) => series)));
}

function dressBars({ series, bars, total }: BarsPage, { limit }: { readonly limit: number }) {
  const rows = Array.from({ length: bars.length }, (_, row) => dressBar(rowOf(bars, row), series));
  return answer({ ...dressSeries(series), total, limit, bars: rows }, provenance([series]));
}

function dressSeries({ symbol, timeframe, source, synthetic, assetClass, currency, tick }: Series) {
  return { symbol, timeframe, source, synthetic, asset_class: assetClass, currency, tick };
}

type Row = Readonly<Record<'ts' | 'open' | 'high' | 'low' | 'close' | 'volume', number>>;

function rowOf({ ts, open, high, low, close, volume }: BarsPage['bars'], row: number): Row {
  return { ts: ts[row], open: open[row], high: high[row], low: low[row], close: close[row], volume: volume[row] };
}

function dressBar({ ts, open, high, low, close, volume }: Row, { timeframe }: { readonly timeframe: string }) {
  return {
    start: isoTime(ts - (timeframeMs(timeframe) as number)),
    end: isoTime(ts),
    open,
    high,
    low,
    close,
    volume: Number.isNaN(volume) ? null : volume,
  };
}

function dressReport(report: ImportReport) {
  const sum = (count: 'inserted' | 'replaced' | 'unchanged') =>
    report.series.reduce((rows, { stored }) => rows + (stored?.[count] ?? 0), 0);
  const data: DoorData<typeof contract.importBars> = {
    dry_run: report.dryRun,
    source: report.source,
    rows_imported: sum('inserted'),
    rows_replaced: sum('replaced'),
    rows_unchanged: sum('unchanged'),
    rows_read: report.goodRows,
    rows_of_other_symbols: report.otherRows,
    series: report.series.map((one) => ({
      symbol: one.symbol,
      timeframe: one.timeframe,
      rows: one.rows,
      first: isoTime(one.firstTs),
      last: isoTime(one.lastTs),
      replaced_synthetic: one.replacedSynthetic,
    })),
    format: report.format,
    delimiter: report.delimiter,
    skipped_lines: report.skippedLines,
    rows: report.rows,
    prices: report.prices,
    date_format: report.dateFormat,
    time_zone: report.timeZone,
    decimal: report.decimal,
    scale: report.scale,
    newest_first: report.isNewestFirst,
    notes: [...report.notes],
    mapping: { ...report.mapping },
    ignored_columns: [...report.ignoredColumns],
    preview: report.preview.map((row) => ({
      symbol: row.symbol,
      timeframe: row.timeframe,
      bar: dressBar(row, row),
    })),
    faults: [...report.faults],
    fault_count: report.faultCount,
  };
  return answer(data, { status: report.dryRun ? 200 : 201, source: report.source });
}

function isoTime(ts: number): string {
  return new Date(ts).toISOString();
}
