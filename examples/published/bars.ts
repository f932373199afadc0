/** Bars of a CSV file, read by the product's own importer without storing them. */
import { readFileSync } from 'node:fs';
import { type BarColumns, sliceBars } from '@tradewind/engine/model/bar.ts';
import { readBarFile } from '@tradewind/server/modules/market-data/import/read-bars.ts';

/** All bars, or the first `rows` of them. */
export async function barsOf(csvFile: string, symbol: string, rows = Number.POSITIVE_INFINITY): Promise<BarColumns> {
  const { series } = await readBarFile(readFileSync(csvFile), { symbol });
  const [{ bars }] = series;
  return sliceBars(bars, 0, Math.min(rows, bars.length));
}
