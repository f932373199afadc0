import { type CorporateAction, corporateActions, type FactorRow } from '@tradewind/engine/data/adjust.ts';
import { dayMs } from '@tradewind/engine/time/timeframe.ts';
import type { MarketDataReader } from './reader.ts';

/** Splits and dividends of one symbol, from one source; rows rise by day. */
export interface FactorTable {
  readonly symbol: string;
  readonly source: string;
  readonly rows: readonly FactorRow[];
}

/** What happened to a symbol, for runs on its raw bars. Nothing where no factors are stored. */
export function actionsOf(reader: MarketDataReader, symbol: string): CorporateAction[] {
  const table = reader.factors(symbol);
  if (!table) return [];
  return corporateActions(
    table.rows,
    (day) => reader.read(symbol, '1d', (day + 1) * dayMs, (day + 1) * dayMs)?.close[0] ?? null,
  );
}
