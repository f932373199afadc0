import type { BarColumns } from '@tradewind/engine/model/bar.ts';
import type { AssetClass } from '@tradewind/engine/model/instrument.ts';

/** What is known of one stored run of bars: one symbol in one timeframe, from one kind of source. */
export interface Series {
  readonly symbol: string;
  readonly timeframe: string;
  /** `import:<name>` or `synthetic`. */
  readonly source: string;
  /** Made by the demo generator. A series is wholly synthetic or wholly real. */
  readonly synthetic: boolean;
  /** Decides, among others, how figures are annualised; null: nobody said. */
  readonly assetClass: AssetClass | null;
  readonly currency: string | null;
  /** Smallest price step, where known. */
  readonly tick: number | null;
  readonly bars: number;
  /** Ends of the first and last bar. */
  readonly firstTs: number;
  readonly lastTs: number;
  /** Rises with every change of the stored bars or of this description. */
  readonly revision: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Bars on their way into the store. */
export interface SeriesBars {
  readonly symbol: string;
  readonly timeframe: string;
  readonly source: string;
  readonly synthetic: boolean;
  /** Left out: what is stored stays. */
  readonly assetClass?: AssetClass;
  readonly currency?: string;
  readonly tick?: number;
  readonly bars: BarColumns;
}

/** `goog` and `GOOG` are one instrument. Returns null when the text cannot be a symbol. */
export function canonicalSymbol(text: string): string | null {
  const symbol = text.trim();
  // Tested as given: in upper case ß would be SS and the long s of old print an S, another instrument.
  return /^[A-Za-z0-9^][A-Za-z0-9._:/=^&-]{0,63}$/.test(symbol) ? symbol.toUpperCase() : null;
}
