/** The doors by which bars, splits and dividends come in. */
import type { DoorData, DoorInput } from '@tradewind/contract/door.ts';
import * as contract from '@tradewind/contract/doors/market-data-import.ts';
import { AppError } from '@tradewind/contract/errors.ts';
import type { QualityReport } from '@tradewind/engine/data/quality.ts';
import { answer, type ServedDoor, serve } from '../../platform/http/serve.ts';
import { dressBar, dressFactors, isoTime } from './dress.ts';
import type { Content } from './import/content.ts';
import type { ImportOptions, ImportReport } from './import/report.ts';
import type { MarketDataService } from './service.ts';

export const marketDataImportDoors = (service: MarketDataService): ServedDoor[] => [
  serve(contract.importBars, async ({ body, query }) => {
    const { content, options } = readImport(body, query);
    return dressReport(await service.import(content, options));
  }),
  serve(contract.importFactors, async ({ body, query }) => {
    const {
      content,
      dry_run: dryRun,
      ...options
    } = isFile(body) ? { ...query, content: body } : besideQuery(body, query);
    return dressTables(await service.importFactors(content, { ...options, dryRun }), dryRun);
  }),
];

type ImportInput = DoorInput<typeof contract.importBars>;

/** The options come with the file in JSON, or in the query beside a raw file; not from both sides. */
function readImport(
  body: ImportInput['body'],
  query: ImportInput['query'],
): { content: Content; options: ImportOptions } {
  if (isFile(body)) {
    const columns = Object.entries(query).filter(([name]) => name.startsWith(columnPrefix));
    const mapping = Object.fromEntries(columns.map(([name, column]) => [name.slice(columnPrefix.length), column]));
    return { content: body, options: toOptions({ ...query, mapping }) };
  }
  const { content, data, ...options } = besideQuery(body, query);
  if ((content === undefined) === (data === undefined)) {
    throw new AppError('malformed', {
      detail: 'Give the file in `content`, or its rows in `data`; one of the two.',
      errors: [{ pointer: '/body/content', expected: 'either content or data' }],
    });
  }
  return { content: content ?? JSON.stringify(data), options: toOptions(options) };
}

function isFile(body: unknown): body is Content {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof Blob;
}

function besideQuery<Body>(body: Body, query: object): Body {
  const [misplaced] = Object.keys(query);
  if (!misplaced) return body;
  throw new AppError('malformed', {
    detail: 'With JSON the options stand in the body, not in the query.',
    errors: [{ pointer: `/query/${misplaced}`, expected: 'nothing beside a JSON body' }],
  });
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
      quality: dressSummary(one.quality),
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

function dressSummary({ score, calendar, gaps, expected, faults }: QualityReport) {
  const missing = faults.find(({ kind }) => kind === 'missing')?.count ?? 0;
  return { score, calendar, gaps, missing, expected, faults: faults.map(({ kind }) => kind) };
}

function dressTables(tables: Awaited<ReturnType<MarketDataService['importFactors']>>, isDry = false) {
  const dressed = tables.map((table) => ({ ...dressFactors(table), changed: table.hasChanged }));
  return answer({ tables: dressed }, { status: isDry ? 200 : 201, source: tables[0].source });
}
