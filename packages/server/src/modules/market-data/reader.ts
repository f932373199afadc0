import { type BarColumns, type BarField, sliceBars } from '@tradewind/engine/model/bar.ts';
import type { AssetClass } from '@tradewind/engine/model/instrument.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { Database } from '../../platform/storage/database.ts';
import { type ColumnName, chunkOf, columnNames, decodeColumn } from './chunk.ts';
import type { FactorTable } from './factors.ts';
import { type Revision, undo } from './revision.ts';
import { canonicalSymbol, type Series } from './series.ts';

interface SeriesRow {
  readonly id: number;
  readonly symbol: string;
  readonly timeframe: string;
  readonly source: string;
  readonly synthetic: number;
  readonly asset_class: AssetClass | null;
  readonly currency: string | null;
  readonly tick: number | null;
  readonly bars: number;
  readonly first_ts: number;
  readonly last_ts: number;
  readonly revision: number;
  readonly created_at: number;
  readonly updated_at: number;
}

interface FactorSqlRow {
  readonly day: number;
  readonly price_factor: number;
  readonly split_factor: number;
  readonly reference: number | null;
  readonly source: string;
}

/** Stored bars, on the calling thread. Unknown series are null; symbols may come in any case. */
export class MarketDataReader {
  readonly #database: Pick<Database, 'all' | 'get'>;

  constructor(database: Pick<Database, 'all' | 'get'>) {
    this.#database = database;
  }

  series(symbol: string, timeframe: string): Series | null {
    const row = this.#database.get<SeriesRow>('SELECT * FROM series WHERE symbol = ? AND timeframe = ?', [
      canonicalSymbol(symbol),
      timeframe,
    ]);
    return row ? toSeries(row) : null;
  }

  /** All series, or all timeframes of one symbol. */
  list(symbol?: string): Series[] {
    const rows =
      symbol === undefined
        ? this.#database.all<SeriesRow>('SELECT * FROM series ORDER BY symbol, timeframe')
        : this.#database.all<SeriesRow>('SELECT * FROM series WHERE symbol = ? ORDER BY timeframe', [
            canonicalSymbol(symbol),
          ]);
    return rows.map(toSeries);
  }

  /** The bars that end within [from, to], both included. */
  read(symbol: string, timeframe: string, from = -Infinity, to = Infinity): BarColumns | null {
    return this.readSeries(symbol, timeframe, from, to)?.bars ?? null;
  }

  /**
   * Bars together with the description that belongs to them, also while somebody writes. `asOf`: as they were known at
   * that moment, without what came or was corrected later.
   */
  readSeries(
    symbol: string,
    timeframe: string,
    from = -Infinity,
    to = Infinity,
    asOf = Infinity,
  ): { readonly series: Series; readonly bars: BarColumns } | null {
    for (let series = this.series(symbol, timeframe); series; ) {
      const columns = this.#columns(series, columnNames, from, Math.min(to, asOf));
      const stored = { length: columns.ts.length, ...columns };
      const bars = asOf === Infinity ? stored : this.#asKnown(series, stored, asOf);
      const after = this.series(symbol, timeframe);
      if (after?.revision === series.revision) return { series, bars };
      series = after;
    }
    return null;
  }

  #asKnown({ symbol, timeframe }: Series, bars: BarColumns, asOf: number): BarColumns {
    if (bars.length === 0) return bars;
    const size = timeframeMs(timeframe) as number;
    const revisions = this.#database.all<Revision>(
      `SELECT chunk, inserted, replaced FROM revisions JOIN series ON series.id = series_id
       WHERE symbol = ? AND timeframe = ? AND changed_at > ? AND chunk BETWEEN ? AND ?
       ORDER BY revisions.revision DESC`,
      [symbol, timeframe, asOf, chunkOf(bars.ts[0], size), chunkOf(bars.ts[bars.length - 1], size)],
    );
    return undo(bars, revisions, size);
  }

  /** Splits and dividends; null where nobody brought any. */
  factors(symbol: string): FactorTable | null {
    const canonical = canonicalSymbol(symbol);
    const rows = this.#database.all<FactorSqlRow>('SELECT * FROM factors WHERE symbol = ? ORDER BY day', [canonical]);
    if (canonical === null || rows.length === 0) return null;
    return {
      symbol: canonical,
      source: rows[0].source,
      rows: rows.map((row) => ({
        day: row.day,
        priceFactor: row.price_factor,
        splitFactor: row.split_factor,
        reference: row.reference,
      })),
    };
  }

  /** The last bar. */
  readLast(symbol: string, timeframe: string): ReturnType<MarketDataReader['readSeries']> {
    for (;;) {
      const last = this.series(symbol, timeframe)?.lastTs;
      if (last === undefined) return null;
      const found = this.readSeries(symbol, timeframe, last);
      // Empty only if the series was replaced by a shorter one between the two reads.
      if (found && found.bars.length > 0) {
        return { series: found.series, bars: sliceBars(found.bars, found.bars.length - 1, found.bars.length) };
      }
    }
  }

  /** One column alone, for work that needs no other. */
  readColumn(symbol: string, timeframe: string, field: BarField, from = -Infinity, to = Infinity): Float64Array | null {
    const series = this.series(symbol, timeframe);
    if (!series) return null;
    const isWhole = from <= series.firstTs && to >= series.lastTs;
    return this.#columns(series, isWhole ? [field] : ['ts', field], from, to)[field];
  }

  /** One statement, hence one snapshot: all columns have the same rows. Cut to the range where `ts` is among them. */
  #columns<Name extends ColumnName>(
    series: Series,
    names: readonly Name[],
    from: number,
    to: number,
  ): Record<Name, Float64Array> {
    const size = timeframeMs(series.timeframe) as number;
    const bounds = [Math.max(from, series.firstTs), Math.min(to, series.lastTs)];
    const rows = this.#database.all<{ field: Name; data: Uint8Array }>(
      `SELECT field, data FROM chunks JOIN series ON series.id = chunks.series_id
       WHERE symbol = ? AND timeframe = ? AND field IN (${names.map(() => '?')}) AND chunk BETWEEN ? AND ?
       ORDER BY field, chunk`,
      [series.symbol, series.timeframe, ...names, ...bounds.map((ts) => chunkOf(ts, size))],
    );
    const blobs = Map.groupBy(rows, (row) => row.field);
    const whole = new Map<ColumnName, Float64Array>(
      names.map((name) => [name, decodeColumn((blobs.get(name) ?? []).map((row) => row.data))]),
    );
    const ts = whole.get('ts');
    const [first, end] = ts ? [lowerBound(ts, from), lowerBound(ts, to, true)] : [0, undefined];
    return Object.fromEntries([...whole].map(([name, column]) => [name, column.subarray(first, end)])) as Record<
      Name,
      Float64Array
    >;
  }
}

/** First row at or after `ts`; with `past`, first row after it. */
function lowerBound(column: Float64Array, ts: number, past = false): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle] < ts || (past && column[middle] === ts)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toSeries(row: SeriesRow): Series {
  return {
    symbol: row.symbol,
    timeframe: row.timeframe,
    source: row.source,
    synthetic: row.synthetic === 1,
    assetClass: row.asset_class,
    currency: row.currency,
    tick: row.tick,
    bars: row.bars,
    firstTs: row.first_ts,
    lastTs: row.last_ts,
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
