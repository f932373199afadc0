/** Bars of a shorter timeframe that decide what came first inside a bar. */
import type { BarColumns } from '../model/bar.ts';
import type { Side } from '../model/order.ts';
import type { BarPath } from './bar-path.ts';

export class FinerBars {
  readonly #bars: BarColumns;
  #next = 0;
  #end = 0;

  constructor(bars: BarColumns) {
    this.#bars = bars;
  }

  /** Goes to the bars that ended in (from, to]; false when there are none. Moments come in rising order. */
  within(from: number, to: number): boolean {
    const { ts, length } = this.#bars;
    let row = this.#end;
    while (row < length && ts[row] <= from) row++;
    this.#next = row;
    while (row < length && ts[row] <= to) row++;
    this.#end = row;
    return this.#next < this.#end;
  }

  get isDone(): boolean {
    return this.#next >= this.#end;
  }

  /** Reads the bar it stands on, as one side of the market sees it. */
  read(into: BarPath, side: Side): void {
    const prices = (side > 0 ? this.#bars.ask : this.#bars.bid) ?? this.#bars;
    const row = this.#next;
    into.open = prices.open[row];
    into.high = prices.high[row];
    into.low = prices.low[row];
    into.close = prices.close[row];
  }

  next(): void {
    this.#next++;
  }
}
