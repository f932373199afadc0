import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import * as contract from '@tradewind/contract/doors/market-data.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { type AnswerOptions, answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
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
): { content: string; options: ImportOptions } {
  if (typeof body === 'string') {
    const { column_ts, column_symbol, column_open, column_high, column_low, column_close, column_volume, ...rest } =
      query;
    const mapping = {
      ts: column_ts,
      symbol: column_symbol,
      open: column_open,
      high: column_high,
      low: column_low,
      close: column_close,
      volume: column_volume,
    };
    return { content: body, options: toOptions({ ...rest, mapping }, '/query') };
  }
  const [misplaced] = Object.keys(query);
  if (misplaced) {
    throw new AppError('malformed', {
      detail: 'With JSON the options stand in the body, not in the query.',
      errors: [{ pointer: `/query/${misplaced}`, expected: 'nothing beside a JSON body' }],
    });
  }
  const { content, ...options } = body;
  return { content, options: toOptions(options, '/body') };
}

type WireOptions = Omit<Exclude<ImportInput['body'], string>, 'content'>;

function toOptions(
  { time_zone, on_bad_row, dry_run, asset_class, ...rest }: WireOptions,
  place: string,
): ImportOptions {
  if (time_zone !== undefined && !/^(UTC|Etc\/UTC|Z)$/i.test(time_zone)) {
    throw new AppError('impossible', {
      detail: `Times are read as UTC only; ${time_zone} is not supported. Give the times with their offset, as 2024-01-31T09:30:00-05:00.`,
      errors: [{ pointer: `${place}/time_zone`, expected: 'UTC', found: time_zone }],
    });
  }
  return { ...rest, assetClass: asset_class, onBadRow: on_bad_row, dryRun: dry_run };
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
    rows_read: report.rows,
    rows_of_other_symbols: report.otherRows,
    series: report.series.map((one) => ({
      symbol: one.symbol,
      timeframe: one.timeframe,
      rows: one.rows,
      first: isoTime(one.firstTs),
      last: isoTime(one.lastTs),
      replaced_synthetic: one.replacedSynthetic,
    })),
    delimiter: report.delimiter,
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
