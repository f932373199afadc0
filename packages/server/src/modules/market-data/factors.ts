import type { FactorRow } from '@tradewind/engine/data/adjust.ts';

/** Splits and dividends of one symbol, from one source; rows rise by day. */
export interface FactorTable {
  readonly symbol: string;
  readonly source: string;
  readonly rows: readonly FactorRow[];
}
