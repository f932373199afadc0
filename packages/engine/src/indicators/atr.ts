/**
 * Average true range: how much the market usually moves in a bar; the measure for stops and sizes.
 *
 *   atr = wilder(true range, period)
 *
 * In price units. First value at bar period (`first: 'skip'`, TA-Lib) or period − 1 (`first: 'high-low'`, Tulip and
 * StockCharts, where the first bar counts with its high − low). Source: J. W. Wilder, New Concepts in Technical Trading
 * Systems (1978); TA-Lib `ATR`. Reference: talib_regtest_vectors.csv atr_14; tulip_atoz.json atr and ta_atr.csv.
 */
import type { BarSeries, Column } from './column-graph.ts';
import { type FirstRange, trueRange } from './true-range.ts';
import { wilder } from './wilder.ts';

/** `period` in bars, ≥ 1. */
export function atr(
  bars: Pick<BarSeries, 'high' | 'low' | 'close'>,
  period: number,
  options: { first?: FirstRange } = {},
): Column {
  return wilder(trueRange(bars, options), period);
}
