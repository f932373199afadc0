import { AppError } from '@tradewind/contract/errors.ts';
import type { MarketDataImported } from '@tradewind/contract/facts/market-data.ts';
import { type BarColumns, sliceBars } from '@tradewind/engine/model/bar.ts';
import { canonicalTimeframe, timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { Content } from './import/content.ts';
import { importBars } from './import/import-bars.ts';
import type { ImportOptions, ImportReport } from './import/report.ts';
import { barRange } from './range.ts';
import type { Series } from './series.ts';
import type { MarketDataStore } from './store.ts';

export { canonicalSymbol } from './series.ts';

export interface BarsQuery {
  readonly symbol: string;
  /** Default: `1d` where it is stored, else the longest timeframe stored. */
  readonly timeframe?: string;
  /** ISO dates or UTC times; see range.ts. */
  readonly start?: string;
  readonly end?: string;
  /** The newest so many of the range. */
  readonly limit?: number;
}

export interface BarsPage {
  readonly series: Series;
  readonly bars: BarColumns;
  /** Bars in the whole range. */
  readonly total: number;
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
    const { timeframe } = this.#resolve(query.symbol, query.timeframe);
    const { from, to } = barRange(timeframe, query.start, query.end);
    if (to < from - (timeframeMs(timeframe) as number)) {
      throw new AppError('malformed', {
        detail: `The range ends before it starts: ${query.start}..${query.end}.`,
        errors: [{ pointer: '/query/end', expected: `not before ${query.start}`, found: query.end }],
      });
    }
    const found = this.#store.readSeries(query.symbol, timeframe, from, to);
    if (!found) throw this.#unknown(query.symbol);
    const total = found.bars.length;
    const skipped = Math.max(0, total - (query.limit ?? total));
    return { series: found.series, bars: sliceBars(found.bars, skipped, total), total };
  }

  /** The last bar of each symbol asked for, or of all; of the shortest timeframe stored, as it is the most recent. */
  latest(symbols?: readonly string[]): BarsPage[] {
    const wanted = symbols ? symbols.map((symbol) => this.#storedAs(symbol)) : [...this.#bySymbol().values()];
    return wanted.map((stored) => {
      const { symbol, timeframe } = stored.toSorted(byNewest)[0];
      const found = this.#store.readLast(symbol, timeframe);
      if (!found) throw this.#unknown(symbol);
      return { ...found, total: 1 };
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

  #resolve(symbol: string, asked: string | undefined): Series {
    const stored = this.#storedAs(symbol).toSorted(byLength);
    const timeframe = asked === undefined ? '1d' : canonicalTimeframe(asked);
    const series = stored.find((one) => one.timeframe === timeframe);
    if (series) return series;
    if (asked === undefined) return stored[stored.length - 1];
    const has = stored.map((one) => one.timeframe).join(', ');
    throw new AppError('not_found', `No ${asked} bars of ${stored[0].symbol} are stored; stored are: ${has}.`);
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
