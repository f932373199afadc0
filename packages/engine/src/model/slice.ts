import type { QuoteColumns } from './bar.ts';

/**
 * The unit of time: all bars that share a timestamp. One slice object is reused for the whole run (a flyweight); whoever
 * keeps something from it copies the numbers. Arrays are indexed by slot, the instrument's place in the engine's list.
 */
export class Slice {
  /** When the slice is known: the end of its bars, epoch ms UTC. */
  ts = 0;
  /** 1 where the instrument has a bar in this slice. Prices of absent instruments are those of their last bar. */
  readonly present: Uint8Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Quotes by slot, NaN for instruments without; null when no instrument has any. */
  readonly bid: QuoteColumns | null;
  readonly ask: QuoteColumns | null;

  constructor(instruments: number, hasQuotes = false) {
    this.present = new Uint8Array(instruments);
    // NaN until the first bar: an instrument that has not traded yet has no price, not the price 0.
    this.open = new Float64Array(instruments).fill(Number.NaN);
    this.high = new Float64Array(instruments).fill(Number.NaN);
    this.low = new Float64Array(instruments).fill(Number.NaN);
    this.close = new Float64Array(instruments).fill(Number.NaN);
    this.volume = new Float64Array(instruments).fill(Number.NaN);
    this.bid = hasQuotes ? noQuotes(instruments) : null;
    this.ask = hasQuotes ? noQuotes(instruments) : null;
  }

  /** One high alone: a slice that gathers its fields when they are read need not gather all of them. */
  highOf(slot: number): number {
    return this.high[slot];
  }

  lowOf(slot: number): number {
    return this.low[slot];
  }
}

function noQuotes(instruments: number): QuoteColumns {
  const column = () => new Float64Array(instruments).fill(Number.NaN);
  return { open: column(), high: column(), low: column(), close: column() };
}
