/** Quotes of one side of the book as OHLC. */
export interface QuoteColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/**
 * Bars as columns. `ts` is the moment a bar is known: its end, epoch milliseconds UTC (decision 1). Prices are raw,
 * in quote currency; volume in shares, contracts or base units. All columns have `length` rows, `ts` rises strictly.
 */
export interface BarColumns {
  readonly length: number;
  readonly ts: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** NaN where the source has none. */
  readonly volume: Float64Array;
  /** Where the source has quotes: sells fill on the bid, buys on the ask. */
  readonly bid?: QuoteColumns;
  readonly ask?: QuoteColumns;
}

export const barFields = ['open', 'high', 'low', 'close', 'volume'] as const;
export type BarField = (typeof barFields)[number];

/** Room for `length` bars, all zero. */
export function allocateBars(length: number): BarColumns {
  return {
    length,
    ts: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
  };
}

function sliceQuotes({ open, high, low, close }: QuoteColumns, from: number, to: number): QuoteColumns {
  return {
    open: open.subarray(from, to),
    high: high.subarray(from, to),
    low: low.subarray(from, to),
    close: close.subarray(from, to),
  };
}

/** A view of rows [from, to), sharing memory. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  return {
    length: to - from,
    ts: bars.ts.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
    ...(bars.bid && { bid: sliceQuotes(bars.bid, from, to) }),
    ...(bars.ask && { ask: sliceQuotes(bars.ask, from, to) }),
  };
}
