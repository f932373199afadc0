/** Rows of published data as bars: what the importer does not know (quotes beside trades, factor files) is joined here. */
import { allocateBars, type BarColumns, barFields, type QuoteColumns, sliceBars } from '@tradewind/engine/model/bar.ts';

/** A row of a CSV file by column name. */
export type Row = Readonly<Record<string, string>>;

const priceFields = ['open', 'high', 'low', 'close'] as const;
const dayMs = 86_400_000;

/** When a row is known: daily rows at the midnight after their date, others `lengthMs` after their opening stamp. */
function endOf(row: Row, lengthMs: number): number {
  return row.date ? Date.parse(`${row.date}T00:00:00Z`) + dayMs : Date.parse(row.timestamp) + lengthMs;
}

/** Columns named `<prefix>open`, …; `volume` where there is one. */
export function barsOfRows(rows: readonly Row[], lengthMs = dayMs, prefix = ''): BarColumns {
  const bars = allocateBars(rows.length);
  for (const [i, row] of rows.entries()) {
    bars.ts[i] = endOf(row, lengthMs);
    for (const field of priceFields) bars[field][i] = Number(row[`${prefix}${field}`]);
    bars.volume[i] = row.volume === undefined ? Number.NaN : Number(row.volume);
  }
  return bars;
}

/** The bars with the quotes of the same moments beside them; every bar must have some. */
export function withQuotes(bars: BarColumns, quotes: readonly Row[], lengthMs: number): BarColumns {
  const rowAt = new Map(quotes.map((row) => [endOf(row, lengthMs), row]));
  const rows = Array.from(bars.ts, (ts) => {
    const row = rowAt.get(ts);
    if (!row) throw new Error(`expected quotes at ${new Date(ts).toISOString()}, found none`);
    return row;
  });
  const side = (prefix: string): QuoteColumns => {
    const { open, high, low, close } = barsOfRows(rows, lengthMs, prefix);
    return { open, high, low, close };
  };
  return { ...bars, bid: side('bid_'), ask: side('ask_') };
}

/** Bars that end within (from, to] of each UTC day, in minutes after midnight. */
export function withinDay(rows: readonly Row[], from: number, to: number): Row[] {
  return rows.filter(({ timestamp }) => {
    const minute = (Date.parse(timestamp) % dayMs) / 60_000;
    return minute >= from && minute < to;
  });
}

/** Bars of the session dates [from, to). */
export function between(bars: BarColumns, from: string, to: string): BarColumns {
  const [first, last] = [from, to].map((date) => bars.ts.findIndex((ts) => ts > Date.parse(date)));
  return sliceBars(bars, first, last < 0 ? bars.length : last);
}

/**
 * Prices times the price and split factors of a factor file: a row of it holds for the bars up to and including its date.
 * The whole file is used, later events included, as the published results did: such prices know the future.
 */
export function adjusted(bars: BarColumns, factors: readonly Row[]): BarColumns {
  const steps = factors.map(({ date, price_factor, split_factor }) => ({
    until: Date.parse(date) + dayMs,
    factor: Number(price_factor) * Number(split_factor),
  }));
  const factor = Float64Array.from(bars.ts, (ts) => {
    // Intraday bars end within their date, daily ones at the midnight that closes it.
    const step = steps.find(({ until }) => ts <= until);
    if (!step) throw new Error(`expected a factor for ${new Date(ts).toISOString()}, found none`);
    return step.factor;
  });
  const scale = (prices: Float64Array) => prices.map((price, i) => price * factor[i]);
  const scaleQuotes = (quotes: QuoteColumns): QuoteColumns => ({
    open: scale(quotes.open),
    high: scale(quotes.high),
    low: scale(quotes.low),
    close: scale(quotes.close),
  });
  const prices = Object.fromEntries(barFields.slice(0, 4).map((field) => [field, scale(bars[field])]));
  return {
    ...bars,
    ...prices,
    ...(bars.bid && { bid: scaleQuotes(bars.bid) }),
    ...(bars.ask && { ask: scaleQuotes(bars.ask) }),
  };
}
