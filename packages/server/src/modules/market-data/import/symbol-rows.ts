/** Good rows of one symbol, as columns that grow; `ts` is the stamp as it was understood. */
import { allocateBars, type BarColumns, barFields } from '@tradewind/engine/model/bar.ts';

const firstCapacity = 256;

export class SymbolRows {
  length = 0;
  /** 1: from oldest to newest, -1: from newest to oldest, 0: not known yet. */
  direction: -1 | 0 | 1 = 0;
  lastStamp = -Infinity;
  readonly #mayRepeat: boolean;
  #columns: BarColumns = allocateBars(firstCapacity);

  /** Many trades may share a moment, bars may not. */
  constructor(mayRepeat: boolean) {
    this.#mayRepeat = mayRepeat;
  }

  /** Whether a row of this moment goes on in the direction in which the file runs. */
  isNext(stamp: number): boolean {
    if (this.length === 0) return true;
    if (stamp === this.lastStamp) return this.#mayRepeat;
    return this.direction === 0 || (stamp > this.lastStamp ? 1 : -1) === this.direction;
  }

  push(stamp: number, open: number, high: number, low: number, close: number, volume: number): void {
    if (this.length === this.#columns.length) this.#grow();
    if (this.length > 0 && this.direction === 0 && stamp !== this.lastStamp) {
      this.direction = stamp > this.lastStamp ? 1 : -1;
    }
    const row = this.length++;
    const columns = this.#columns;
    columns.ts[row] = stamp;
    columns.open[row] = open;
    columns.high[row] = high;
    columns.low[row] = low;
    columns.close[row] = close;
    columns.volume[row] = volume;
    this.lastStamp = stamp;
  }

  /** From oldest to newest, sharing memory with the rows: none may be added afterwards. */
  inOrder(): BarColumns {
    const { length } = this;
    const columns = { length } as { -readonly [Name in keyof BarColumns]: BarColumns[Name] };
    for (const name of ['ts', ...barFields] as const) {
      columns[name] = this.#columns[name].subarray(0, length);
      if (this.direction < 0) columns[name].reverse();
    }
    this.direction = 1;
    return columns;
  }

  #grow(): void {
    const columns = allocateBars(this.#columns.length * 2);
    for (const name of ['ts', ...barFields] as const) columns[name].set(this.#columns[name]);
    this.#columns = columns;
  }
}
