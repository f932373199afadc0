/** What enters the engine. Everything that can change its state comes through one door, `process(event, sink)`. */
import type { OrderRequest } from './order.ts';
import type { Slice } from './slice.ts';

/** Order of severity; the strictest wins (decision 27). */
export const latches = ['normal', 'reduce_only', 'halted', 'killed'] as const;
export type Latch = (typeof latches)[number];

export type EngineEvent =
  | { readonly kind: 'slice'; readonly slice: Slice }
  /** Time passes without bars (decision 2). */
  | { readonly kind: 'tick'; readonly ts: number }
  | { readonly kind: 'submit'; readonly ts: number; readonly session: number; readonly request: OrderRequest }
  | { readonly kind: 'cancel'; readonly ts: number; readonly orderId: number }
  | { readonly kind: 'halt'; readonly ts: number; readonly latch: Latch; readonly reason: string }
  /** A real venue reports an execution. */
  | {
      readonly kind: 'fill';
      readonly ts: number;
      readonly orderId: number;
      readonly quantity: number;
      readonly price: number;
      readonly fee: number;
    }
  /** A real venue reports that an order ended without (further) execution. */
  | {
      readonly kind: 'end';
      readonly ts: number;
      readonly orderId: number;
      readonly status: 'cancelled' | 'expired' | 'refused';
      readonly reason: string;
    }
  /** Cash per unit held, raw prices (decision 11). */
  | { readonly kind: 'dividend'; readonly ts: number; readonly slot: number; readonly perUnit: number }
  /** `ratio` new units for one old: 7 for a 7:1 split. */
  | { readonly kind: 'split'; readonly ts: number; readonly slot: number; readonly ratio: number }
  /** Perpetual funding: longs pay rate · notional when > 0. */
  | { readonly kind: 'funding'; readonly ts: number; readonly slot: number; readonly rate: number }
  /** Variation margin of a margined book is paid in cash at this price. */
  | { readonly kind: 'settlement'; readonly ts: number; readonly slot: number; readonly price: number }
  /** One unit of `currency` in base currency. */
  | { readonly kind: 'fx'; readonly ts: number; readonly currency: string; readonly rate: number };
