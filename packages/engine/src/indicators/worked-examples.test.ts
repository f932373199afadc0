/** Spreadsheets that work indicators out step by step (StockCharts' examples, as kept by the library ta). */
import { describe, expect, it } from 'vitest';
import { hasSharedData, sharedRows } from '../../../../tests/shared-data.ts';
import { allocateBars } from '../model/bar.ts';
import { atr } from './atr.ts';
import { bollingerBands } from './bollinger-bands.ts';
import { type BarSeries, type Column, ColumnGraph } from './column-graph.ts';
import { macd } from './macd.ts';
import { obv } from './obv.ts';
import { rsi } from './rsi.ts';
import { fastStochastic } from './stochastic.ts';
import { trueRange } from './true-range.ts';

interface Example {
  readonly file: string;
  /** Our column by the name of theirs. */
  readonly columns: Readonly<Record<string, (bars: BarSeries) => Column>>;
  /** Rows before which theirs still shows how it starts. */
  readonly from?: number;
  readonly decimals: number;
}

const examples: readonly Example[] = [
  {
    file: 'ta_atr.csv',
    columns: {
      TR: (bars) => trueRange(bars, { first: 'high-low' }),
      ATR: (bars) => atr(bars, 14, { first: 'high-low' }),
    },
    from: 13,
    decimals: 8,
  },
  {
    file: 'ta_bbands.csv',
    columns: {
      MiddleBand: ({ close }) => bollingerBands(close).middle,
      HighBand: ({ close }) => bollingerBands(close).upper,
      LowBand: ({ close }) => bollingerBands(close).lower,
    },
    decimals: 5,
  },
  // Its signal line starts from a number that is not in the sheet.
  {
    file: 'ta_macd.csv',
    columns: { MACD_line: ({ close }) => macd(close, { seed: 'first' }).macd },
    from: 25,
    decimals: 8,
  },
  { file: 'ta_obv.csv', columns: { OBV: (bars) => obv(bars, { start: 'zero' }) }, decimals: 8 },
  { file: 'ta_rsi.csv', columns: { RSI: ({ close }) => rsi(close, 14, { seed: 'first' }) }, decimals: 5 },
  {
    file: 'ta_soo.csv',
    columns: { SO: (bars) => fastStochastic(bars).k, SO_SIG: (bars) => fastStochastic(bars).d },
    decimals: 5,
  },
];

/** The stochastic's sheet gives closes from the first %K on; no volume was traded on the first day of the OBV. */
const unstated = (name: string) => (name === 'Volume' ? 0 : Number.NaN);

describe.skipIf(!hasSharedData)('the worked examples', () => {
  it.each(examples)('of $file come out', ({ file, columns, from = 0, decimals }) => {
    const rows = sharedRows(`reference/${file}`);
    const bars = allocateBars(rows.length);
    rows.forEach((row, i) => {
      for (const [name, field] of Object.entries({
        High: 'high',
        Low: 'low',
        Close: 'close',
        Volume: 'volume',
      } as const)) {
        bars[field][i] = row[name] ? Number(row[name]) : unstated(name);
      }
    });
    for (const [name, build] of Object.entries(columns)) {
      const graph = new ColumnGraph(0);
      const column = build(graph.bars);
      graph.bindHistory(bars);
      rows.forEach((row, i) => {
        if (i >= from && row[name])
          expect([name, i, column.series.data[i]]).toEqual([name, i, expect.closeTo(Number(row[name]), decimals)]);
      });
    }
  });
});
