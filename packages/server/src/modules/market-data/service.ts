import { AppError } from '@tradewind/contract/errors.ts';
import type { MarketDataImported } from '@tradewind/contract/facts/market-data.ts';
import { type CorporateAction, corporateActions } from '@tradewind/engine/data/adjust.ts';
import { type QualityReport, qualityOf } from '@tradewind/engine/data/quality.ts';
import { sliceBars } from '@tradewind/engine/model/bar.ts';
import type { CalendarName } from '@tradewind/engine/time/market-calendar.ts';
import { canonicalTimeframe, timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import { barsToCsv, barsToParquet } from './export.ts';
import { actionsOf, type FactorTable } from './factors.ts';
import type { Content } from './import/content.ts';
import { importBars } from './import/import-bars.ts';
import { readFactorFile } from './import/read-factors.ts';
import type { ImportOptions, ImportReport } from './import/report.ts';
import { barRange } from './range.ts';
import type { Series } from './series.ts';
import type { MarketDataStore } from './store.ts';
import { type BarView, readView, type ViewQuery } from './view.ts';

export { canonicalSymbol } from './series.ts';

export interface BarsQuery {
  readonly symbol: string;
  /** Default: `1d` where it is stored, else the longest timeframe stored. One that is not stored is made of shorter ones. */
  readonly timeframe?: string;
  /** ISO dates or UTC times; see range.ts. */
  readonly start?: string;
  readonly end?: string;
  /** The newest so many of the range. */
  readonly limit?: number;
  readonly adjust?: ViewQuery['adjust'];
  /** ISO date (its end) or UTC time: only what was known then. */
  readonly asOf?: string;
}

export interface BarsPage extends BarView {
  /** The adjustment asked for; that of the view is what could be done. */
  readonly wanted: BarView['adjusted'];
  /** Bars in the whole range. */
  readonly total: number;
}

export interface QualityQuery extends Omit<BarsQuery, 'limit'> {
  readonly calendar?: CalendarName;
}

export interface StoredFactors extends FactorTable {
  readonly actions: readonly CorporateAction[];
}

export class MarketDataService {
  readonly #store: MarketDataStore;
  readonly #announce: (imported: MarketDataImported) => void;

  /** `announce` hears of each series that an import changed, once that is stored. */
  constructor(store: MarketDataStore, announce: (imported: MarketDataImported) => void = () => {}) {
    this.#store = store;
    this.#announce = announce;
  }

  async import(content: Content, options: ImportOptions): Promise<ImportReport> {
    const report = await importBars(this.#store, content, options);
    for (const { symbol, timeframe, stored, firstTs, lastTs } of report.series) {
      if (!stored || stored.inserted + stored.replaced === 0) continue;
      this.#announce({
        symbol,
        timeframe,
        bars: stored.inserted + stored.replaced,
        first: new Date(firstTs).toISOString(),
        last: new Date(lastTs).toISOString(),
        source: report.source,
        synthetic: false,
      });
    }
    return report;
  }

  /** What is stored, by symbol and timeframe. */
  list(symbol?: string): Series[] {
    return this.#store.list(symbol);
  }

  bars(query: BarsQuery): BarsPage {
    const { symbol, adjust = 'none' } = query;
    const timeframe = this.#timeframeFor(symbol, query.timeframe);
    const { from, to } = barRange(timeframe, query.start, query.end);
    if (to < from - (timeframeMs(timeframe) as number)) {
      throw new AppError('malformed', {
        detail: `The range ends before it starts: ${query.start}..${query.end}.`,
        errors: [{ pointer: '/query/end', expected: `not before ${query.start}`, found: query.end }],
      });
    }
    const asOf = query.asOf === undefined ? undefined : barRange(timeframe, undefined, query.asOf).to;
    const found = readView(this.#store, { symbol, timeframe, from, to, adjust, asOf });
    if (!found) throw this.#underivable(symbol, timeframe);
    const total = found.bars.length;
    const skipped = Math.max(0, total - (query.limit ?? total));
    return { ...found, bars: sliceBars(found.bars, skipped, total), wanted: adjust, total };
  }

  /** How far the bars of a range can be trusted. */
  quality({ calendar, ...query }: QualityQuery): { readonly page: BarsPage; readonly report: QualityReport } {
    const page = this.bars(query);
    const { series, bars } = page;
    return { page, report: qualityOf(bars, series.assetClass, timeframeMs(series.timeframe) as number, calendar) };
  }

  /** Text for CSV, bytes for Parquet. */
  exported(
    query: BarsQuery,
    format: 'csv' | 'parquet',
  ): { readonly page: BarsPage; readonly file: string | Uint8Array } {
    const page = this.bars(query);
    const write = format === 'csv' ? barsToCsv : barsToParquet;
    return { page, file: write(page.bars, page.series.timeframe) };
  }

  async importFactors(
    content: Content,
    { symbol, source = 'factors', dryRun = false }: { symbol?: string; source?: string; dryRun?: boolean },
  ): Promise<(StoredFactors & { readonly hasChanged: boolean })[]> {
    const stored = [];
    for (const file of await readFactorFile(content, symbol)) {
      const table = { ...file, source: `import:${source}` };
      const hasChanged = !dryRun && (await this.#store.replaceFactors(table));
      stored.push({
        ...table,
        hasChanged,
        actions: dryRun ? corporateActions(table.rows) : this.corporateActions(table.symbol),
      });
    }
    return stored;
  }

  factors(symbol: string): StoredFactors {
    const table = this.#store.factors(symbol);
    if (table) return { ...table, actions: this.corporateActions(symbol) };
    throw new AppError(
      'not_found',
      `No splits or dividends of ${symbol} are stored. POST /market-data/factors adds some.`,
    );
  }

  /** Dividends and splits for a run on raw bars; none where no factors are stored. */
  corporateActions(symbol: string): CorporateAction[] {
    return actionsOf(this.#store, symbol);
  }

  /** The last bar of each symbol asked for, or of all; of the shortest timeframe stored, as it is the most recent. */
  latest(symbols?: readonly string[]): BarsPage[] {
    const wanted = symbols ? symbols.map((symbol) => this.#storedAs(symbol)) : [...this.#bySymbol().values()];
    return wanted.map((stored) => {
      const { symbol, timeframe } = stored.toSorted(byNewest)[0];
      const found = this.#store.readLast(symbol, timeframe);
      if (!found) throw this.#unknown(symbol);
      return { ...found, resampledFrom: null, adjusted: 'none' as const, wanted: 'none' as const, total: 1 };
    });
  }

  #bySymbol(): Map<string, Series[]> {
    return Map.groupBy(this.#store.list(), (series) => series.symbol);
  }

  #storedAs(symbol: string): Series[] {
    const stored = this.#store.list(symbol);
    if (stored.length === 0) throw this.#unknown(symbol);
    return stored;
  }

  #timeframeFor(symbol: string, asked: string | undefined): string {
    const stored = this.#storedAs(symbol).toSorted(byLength);
    if (asked !== undefined) return canonicalTimeframe(asked) as string;
    return stored.some(({ timeframe }) => timeframe === '1d') ? '1d' : stored[stored.length - 1].timeframe;
  }

  #underivable(symbol: string, timeframe: string): AppError {
    const stored = this.#storedAs(symbol).toSorted(byLength);
    const has = stored.map((one) => one.timeframe).join(', ');
    return new AppError(
      'not_found',
      `No ${timeframe} bars of ${stored[0].symbol} are stored, and none that make them up; stored are: ${has}.`,
    );
  }

  #unknown(symbol: string): AppError {
    return new AppError(
      'not_found',
      `No bars of ${symbol} are stored. GET /market-data/series lists what is; POST /market-data/import adds more.`,
    );
  }
}

function byLength(a: Series, b: Series): number {
  return (timeframeMs(a.timeframe) as number) - (timeframeMs(b.timeframe) as number);
}

function byNewest(a: Series, b: Series): number {
  return b.lastTs - a.lastTs || byLength(a, b);
}
