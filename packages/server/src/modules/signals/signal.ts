/** A signal: what a strategy wanted on the close of a bar. */
import type { LatestSignal } from '@tradewind/engine/backtest/signals.ts';

export type Direction = 'LONG' | 'SHORT' | 'NEUTRAL';
export type Strength = 'STRONG' | 'MODERATE' | 'WEAK' | 'NO_SIGNAL';

export interface Signal {
  readonly strategyId: string;
  /** One, the legs of a pair in their order, or all that the strategy holds at a time. */
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly direction: Direction;
  readonly strength: Strength | null;
  readonly confidence: number | null;
  readonly rawValue: number | null;
  readonly zScore: number | null;
  /** Wanted exposure as share of equity, signed. */
  readonly exposure: number;
  /** By symbol. Absent in signals stored before there was any. */
  readonly exposures?: readonly number[];
  /** Of the first symbol. */
  readonly close: number;
  readonly stopLoss?: number | null;
  readonly takeProfit?: number | null;
  /** End of the bar it was computed on. */
  readonly barEnd: number;
  readonly computedAt: number;
  /** Null: with values given for this once. */
  readonly paramsVersion?: number | null;
  readonly source: string;
  readonly isSynthetic: boolean;
}

/** What is the same for all signals of one computation. */
export type SignalOrigin = Pick<
  Signal,
  'strategyId' | 'symbols' | 'timeframe' | 'computedAt' | 'paramsVersion' | 'source' | 'isSynthetic'
>;

export function signalFrom(origin: SignalOrigin, { ts, inputs: _, ...found }: LatestSignal): Signal {
  const direction = directionOf(found.exposure);
  return { ...origin, ...found, direction, strength: strengthOf(direction, found.confidence), barEnd: ts };
}

export function directionOf(exposure: number): Direction {
  if (exposure === 0) return 'NEUTRAL';
  return exposure > 0 ? 'LONG' : 'SHORT';
}

/** STRONG from .75, MODERATE from .5, WEAK from .25; a flat wish is no signal however unusual the value. */
export function strengthOf(direction: Direction, confidence: number | null): Strength | null {
  if (direction === 'NEUTRAL') return 'NO_SIGNAL';
  if (confidence === null) return null;
  if (confidence >= 0.75) return 'STRONG';
  if (confidence >= 0.5) return 'MODERATE';
  return confidence >= 0.25 ? 'WEAK' : 'NO_SIGNAL';
}
