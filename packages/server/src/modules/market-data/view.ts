/**
 * Bars as somebody wants to see them: of any timeframe that a stored one makes up, adjusted or raw, as known now or at a
 * moment. For the service and for job threads alike.
 */
import { type Adjustment, adjustBars } from '@tradewind/engine/data/adjust.ts';
import { barEnd, resample } from '@tradewind/engine/data/resample.ts';
import { type BarColumns, sliceBars } from '@tradewind/engine/model/bar.ts';
import { timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { MarketDataReader } from './reader.ts';
import type { Series } from './series.ts';

export interface ViewQuery {
  readonly symbol: string;
  /** By its shortest name, as 1h and not 60m. */
  readonly timeframe: string;
  /** Ends of bars, both included. */
  readonly from?: number;
  readonly to?: number;
  readonly adjust?: 'none' | Adjustment;
  /** Without what came or was corrected after this moment. */
  readonly asOf?: number;
}

export interface BarView {
  /** With the timeframe asked for. */
  readonly series: Series;
  readonly bars: BarColumns;
  /** The stored timeframe, where the bars were made of shorter ones. */
  readonly resampledFrom: string | null;
  /** What was done to the prices; `none` also where no factors are stored. */
  readonly adjusted: 'none' | Adjustment;
}

/** Null where no stored series makes up the timeframe. */
export function readView(reader: MarketDataReader, query: ViewQuery): BarView | null {
  const { symbol, timeframe, from = -Infinity, to = Infinity, asOf = Infinity } = query;
  const stored = baseFor(reader.list(symbol), timeframe);
  if (!stored) return null;
  if (stored.timeframe === timeframe) {
    const found = reader.readSeries(symbol, timeframe, from, to, asOf);
    return found && { ...adjusted(reader, found.series, found.bars, query), series: found.series, resampledFrom: null };
  }
  const length = timeframeMs(timeframe) as number;
  // The longer bars that end within the range, whole; how far shorter ones are known says whether the last has ended.
  const first = Number.isFinite(from) ? barEnd(from, length) - length + 1 : from;
  const found = reader.readSeries(
    symbol,
    stored.timeframe,
    first,
    asOf === Infinity ? lastEnd(to, length) : Infinity,
    asOf,
  );
  if (!found) return null;
  const { bars, ...rest } = adjusted(reader, found.series, found.bars, query);
  const until = asOf === Infinity ? found.series.lastTs : bars.ts[bars.length - 1];
  const longer = resample(bars, length, until);
  const end = longer.ts.findIndex((ts) => ts > to);
  return {
    ...rest,
    bars: end < 0 ? longer : sliceBars(longer, 0, end),
    series: { ...found.series, timeframe },
    resampledFrom: stored.timeframe,
  };
}

/** The series itself or, of those that go into the timeframe without a rest, the longest. */
function baseFor(stored: readonly Series[], timeframe: string): Series | undefined {
  const wanted = timeframeMs(timeframe) as number;
  const lengthOf = (series: Series) => timeframeMs(series.timeframe) as number;
  return stored.filter((series) => wanted % lengthOf(series) === 0).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}

function lastEnd(to: number, length: number): number {
  if (!Number.isFinite(to)) return to;
  const end = barEnd(to, length);
  return end === to ? end : end - length;
}

function adjusted(
  reader: MarketDataReader,
  { symbol, timeframe }: Series,
  bars: BarColumns,
  { adjust = 'none' }: ViewQuery,
): Pick<BarView, 'bars' | 'adjusted'> {
  const factors = adjust === 'none' ? null : reader.factors(symbol);
  if (adjust === 'none' || !factors) return { bars, adjusted: 'none' };
  return { bars: adjustBars(bars, factors.rows, adjust, timeframeMs(timeframe) as number), adjusted: adjust };
}
