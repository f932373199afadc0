/**
 * Session VWAP: the average price paid since the session began, each trade by its size. Institutions measure their orders
 * against it; price above it means the day's buyers are ahead.
 *
 *   vwap[i] = Σ price·volume / Σ volume   over the bars of the session up to this one
 *
 * In price units; NaN until something has traded. A session begins every day at `startMinute` minutes after midnight UTC
 * (0 by default; 810 for New York's open in summer), and a bar belongs to the session in which it ends, one that ends on
 * the border to the session before. The price is the typical price unless another column is given. First value at bar 0.
 * Source: S. Berkowitz, D. Logue, E. Noser, Journal of Finance 43 (1988). Reference: hand calculation in its test.
 *
 * Prices are taken as distances to the session's first, so at a constant price the average is exactly that price.
 */
import type { Series } from '../data/series.ts';
import { tradingDay } from '../time/periods.ts';
import type { BarSeries, Column } from './column-graph.ts';
import type { Indicator, IndicatorKind } from './indicator.ts';
import { typicalPrice } from './typical-price.ts';

interface Options {
  readonly startMinute: number;
}

const minuteMs = 60_000;

class SessionVwap implements Indicator {
  readonly #price: Series;
  readonly #volume: Series;
  readonly #ts: Series;
  readonly #startMs: number;
  #session = Number.NaN;
  #origin = 0;
  #turnover = 0;
  #traded = 0;

  constructor([price, volume, ts]: readonly Series[], { startMinute }: Options) {
    this.#price = price;
    this.#volume = volume;
    this.#ts = ts;
    this.#startMs = startMinute * minuteMs;
  }

  extend(from: number, to: number, [out]: readonly Series[]): void {
    const price = this.#price;
    const volume = this.#volume;
    const ts = this.#ts;
    const startMs = this.#startMs;
    let session = this.#session;
    let origin = this.#origin;
    let turnover = this.#turnover;
    let traded = this.#traded;
    for (let i = from; i < to; i++) {
      const p = price.data[i & price.mask];
      const v = volume.data[i & volume.mask];
      if (Number.isNaN(p + v)) {
        session = Number.NaN;
        out.data[i & out.mask] = Number.NaN;
        continue;
      }
      const day = tradingDay(ts.data[i & ts.mask] - startMs);
      if (day !== session) {
        session = day;
        origin = p;
        turnover = traded = 0;
      }
      turnover += (p - origin) * v;
      traded += v;
      out.data[i & out.mask] = traded > 0 ? origin + turnover / traded : Number.NaN;
    }
    this.#session = session;
    this.#origin = origin;
    this.#turnover = turnover;
    this.#traded = traded;
  }

  save(): number[] {
    return [this.#session, this.#origin, this.#turnover, this.#traded];
  }

  load([session, origin, turnover, traded]: readonly number[]): void {
    this.#session = session;
    this.#origin = origin;
    this.#turnover = turnover;
    this.#traded = traded;
  }
}

export const sessionVwapKind: IndicatorKind<Options> = {
  name: 'session-vwap',
  inputs: 3,
  outputs: 1,
  warmup: () => 0,
  reach: () => 0,
  create: (inputs, options) => new SessionVwap(inputs, options),
};

export function sessionVwap(
  bars: Pick<BarSeries, 'high' | 'low' | 'close' | 'volume' | 'ts'>,
  options: { startMinute?: number; price?: Column } = {},
): Column {
  const { startMinute = 0, price = typicalPrice(bars) } = options;
  if (!(startMinute >= 0 && startMinute < 1440)) {
    throw new RangeError(`session-vwap: startMinute must be from 0 to below 1440; found ${startMinute}`);
  }
  return price.graph.derive(sessionVwapKind, [price, bars.volume, bars.ts], { startMinute })[0];
}
