/** What an import is asked to do, and what it says it did. */
import type { QualityReport } from '@tradewind/engine/data/quality.ts';
import type { AssetClass } from '@tradewind/engine/model/instrument.ts';
import type { Role } from './header.ts';
import type { DecimalMark } from './numerals.ts';
import type { DateFormat } from './stamp.ts';

/** Which column of the file holds what, by name or by position from 1. Left out: found by its name. */
export type ColumnMapping = Readonly<Partial<Record<Role, string>>>;

/** `close`: one price is the whole bar. Of a file with quotes the mean of both sides, or one of them. */
export type PriceSource = 'ohlc' | 'close' | 'bid' | 'ask' | 'mid';

export interface ImportOptions {
  /** Needed when the file has no symbol column; otherwise picks one symbol of the file. */
  readonly symbol?: string;
  /** Needed when the spacing of the rows does not show it, and for trades. */
  readonly timeframe?: string;
  readonly mapping?: ColumnMapping;
  /** Default: seen from the columns; quotes must be chosen from. */
  readonly prices?: PriceSource;
  /** `trades`: each row is one trade, and bars are made of them. Default `bars`. */
  readonly rows?: 'bars' | 'trades';
  /** Whether a row's time is the bar's begin or its end. Default `open`. */
  readonly stamps?: 'open' | 'close';
  /** Default: seen from the rows; refused when they leave it open. */
  readonly dateFormat?: DateFormat;
  /** Of times written without a zone. Default UTC. */
  readonly timeZone?: string;
  /** Default: seen from the rows. */
  readonly decimal?: DecimalMark;
  /** Prices of the file are divided by it: 100000 where 130584 means 1.30584. */
  readonly scale?: number;
  /** Lines before the table. Default: seen from the file. */
  readonly skipLines?: number;
  /** `reject` (default): one bad row and nothing is stored. `skip`: bad rows are left out and reported. */
  readonly onBadRow?: 'reject' | 'skip';
  /** Read and check everything, store nothing. */
  readonly dryRun?: boolean;
  readonly assetClass?: AssetClass;
  readonly currency?: string;
  readonly tick?: number;
  /** Where the data came from, in a few words; a file name, say. */
  readonly source?: string;
}

/** One thing wrong with the file, at a line (in JSON and Parquet: a row) counted from 1. */
export interface RowFault {
  readonly line: number;
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

/** Enough to see what is wrong without drowning in it. */
export const faultCap = 100;

/** How a file was understood: what was said, or else what was seen. */
export interface Understanding {
  readonly format: 'csv' | 'json' | 'parquet';
  /** Null where the format needs none. */
  readonly delimiter: string | null;
  /** Lines before the table that are neither names nor rows. */
  readonly skippedLines: number;
  /** The columns used. */
  readonly mapping: ColumnMapping;
  readonly ignoredColumns: readonly string[];
  readonly rows: 'bars' | 'trades';
  readonly prices: PriceSource;
  readonly dateFormat: DateFormat;
  readonly timeZone: string;
  readonly decimal: DecimalMark;
  readonly scale: number;
  readonly isNewestFirst: boolean;
  /** What a reader should know of it, in words. */
  readonly notes: readonly string[];
}

export interface ImportedSeries {
  readonly symbol: string;
  readonly timeframe: string;
  readonly rows: number;
  readonly firstTs: number;
  readonly lastTs: number;
  /** Null in a dry run. */
  readonly stored: { readonly inserted: number; readonly replaced: number; readonly unchanged: number } | null;
  readonly replacedSynthetic: boolean;
  /** Of the bars in the file. */
  readonly quality: QualityReport;
}

export interface PreviewRow {
  readonly symbol: string;
  readonly timeframe: string;
  readonly ts: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export interface ImportReport extends Understanding {
  readonly dryRun: boolean;
  readonly source: string;
  readonly series: readonly ImportedSeries[];
  /** The first rows as they were understood. */
  readonly preview: readonly PreviewRow[];
  /** Good rows, of all series. */
  readonly goodRows: number;
  /** Rows of symbols that were not asked for. */
  readonly otherRows: number;
  readonly faults: readonly RowFault[];
  /** All faults, also those beyond the list. */
  readonly faultCount: number;
}
