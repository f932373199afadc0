/** Domain → wire, for the doors of this room. */
import type { DoorData } from '@tradewind/contract/door.ts';
import type { readFactors } from '@tradewind/contract/doors/market-data.ts';
import { dayMs, timeframeMs } from '@tradewind/engine/time/timeframe.ts';
import type { StoredFactors } from './service.ts';

export type Row = Readonly<Record<'ts' | 'open' | 'high' | 'low' | 'close' | 'volume', number>>;

export function dressBar({ ts, open, high, low, close, volume }: Row, { timeframe }: { readonly timeframe: string }) {
  return {
    start: isoTime(ts - (timeframeMs(timeframe) as number)),
    end: isoTime(ts),
    open,
    high,
    low,
    close,
    volume: Number.isNaN(volume) ? null : volume,
  };
}

export function dressFactors({ symbol, source, rows, actions }: StoredFactors): DoorData<typeof readFactors> {
  return {
    symbol,
    source,
    factors: rows.map(({ day, priceFactor, splitFactor, reference }) => ({
      date: isoTime(day * dayMs).slice(0, 10),
      price_factor: priceFactor,
      split_factor: splitFactor,
      reference_price: reference,
    })),
    actions: actions.map((action) => {
      const at = isoTime(action.ts);
      return action.kind === 'split'
        ? { kind: action.kind, at, ratio: action.ratio }
        : { kind: action.kind, at, per_unit: action.perUnit };
    }),
  };
}

export function isoTime(ts: number): string {
  return new Date(ts).toISOString();
}
