/** What an import is asked to do, and what it says it did. */

import type { AssetClass } from '@tradewind/engine/model/instrument.ts';

/** Which column of the file holds what. Left out: found by its name. */
export interface ColumnMapping {
  readonly ts?: string;
  readonly symbol?: string;
  readonly open?: string;
  readonly high?: string;
  readonly low?: string;
  readonly close?: string;
  readonly volume?: string;
}

export interface ImportOptions {
  /** Needed when the file has no symbol column; otherwise picks one symbol of the file. */
  readonly symbol?: string;
  /** Needed when the spacing of the rows does not show it. */
  readonly timeframe?: string;
  readonly mapping?: ColumnMapping;
  /** Whether a row's time is the bar's begin or its end. Default `open`. */
  readonly stamps?: 'open' | 'close';
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

/** One thing wrong with the file, at a line counted from 1. */
export interface RowFault {
  readonly line: number;
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

/** Enough to see what is wrong without drowning in it. */
export const faultCap = 100;

export interface ImportedSeries {
  readonly symbol: string;
  readonly timeframe: string;
  readonly rows: number;
  readonly firstTs: number;
  readonly lastTs: number;
  /** Null in a dry run. */
  readonly stored: { readonly inserted: number; readonly replaced: number; readonly unchanged: number } | null;
  readonly replacedSynthetic: boolean;
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

export interface ImportReport {
  readonly dryRun: boolean;
  readonly source: string;
  readonly delimiter: string;
  /** The columns used. */
  readonly mapping: ColumnMapping;
  readonly ignoredColumns: readonly string[];
  readonly series: readonly ImportedSeries[];
  /** The first rows as they were understood. */
  readonly preview: readonly PreviewRow[];
  /** Good rows, of all series. */
  readonly rows: number;
  /** Rows of symbols that were not asked for. */
  readonly otherRows: number;
  readonly faults: readonly RowFault[];
  /** All faults, also those beyond the list. */
  readonly faultCount: number;
}
