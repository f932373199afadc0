/** Trades as rows of numbers: how they are stored, and how they travel from the worker. */
import type { Trade } from '@tradewind/engine/model/fact.ts';

/** Order of the numbers in a row. `slot` is the place of the symbol in the run's list. */
export const tradeFields = [
  'slot',
  'side',
  'quantity',
  'entryTs',
  'exitTs',
  'entryIndex',
  'exitIndex',
  'entryPrice',
  'exitPrice',
  'entryNotional',
  'fees',
  'pnl',
  'maxAdverse',
  'maxFavourable',
] as const;

export type TradeRow = Readonly<Record<(typeof tradeFields)[number], number>>;

export const tradeWidth = tradeFields.length;

export function packTrades(trades: readonly Trade[]): Float64Array {
  const rows = new Float64Array(trades.length * tradeWidth);
  trades.forEach((trade, row) => {
    tradeFields.forEach((field, column) => {
      rows[row * tradeWidth + column] = trade[field];
    });
  });
  return rows;
}

/** Rows [offset, offset + limit). */
export function unpackTrades(rows: Float64Array, offset: number, limit: number): TradeRow[] {
  const end = Math.min(rows.length / tradeWidth, offset + limit);
  const trades: TradeRow[] = [];
  for (let row = offset; row < end; row++) {
    const values = tradeFields.map((field, column) => [field, rows[row * tradeWidth + column]] as const);
    trades.push(Object.fromEntries(values) as TradeRow);
  }
  return trades;
}
