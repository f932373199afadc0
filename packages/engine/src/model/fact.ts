/**
 * What leaves the engine. Facts go into a sink by method call, so that a backtest can write columns without an object
 * per bar and a live session can turn the same calls into messages on the bus (decision 7).
 */
import type { Order } from './order.ts';

export interface Fill {
  readonly ts: number;
  readonly orderId: number;
  readonly session: number;
  readonly slot: number;
  /** Units, > 0 bought, < 0 sold. */
  readonly signedQuantity: number;
  /** Price paid or received per unit, slippage and spread inside. */
  readonly price: number;
  /** Money in the instrument's currency, ≥ 0 paid. */
  readonly fee: number;
  /** Price the fill would have had without slippage and spread. */
  readonly referencePrice: number;
}

/** A closed round trip, or the closed part of one. */
export interface Trade {
  readonly session: number;
  readonly slot: number;
  readonly side: 1 | -1;
  /** Units, > 0. */
  readonly quantity: number;
  readonly entryTs: number;
  readonly exitTs: number;
  /** Slices since the start of the run, 0-based. */
  readonly entryIndex: number;
  readonly exitIndex: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** entry price · quantity · multiplier, in the instrument's currency. */
  readonly entryNotional: number;
  /** Fees of both sides, in the instrument's currency. */
  readonly fees: number;
  /** Money after fees, in the instrument's currency. */
  readonly pnl: number;
  /** Worst and best open gain during the trade per unit of price, as fraction of the entry price (≤ 0 and ≥ 0). */
  readonly maxAdverse: number;
  readonly maxFavourable: number;
}

/** Why an order did not leave or did not rest. */
export interface Refusal {
  readonly ts: number;
  readonly order: Order;
  readonly rule: string;
  readonly reason: string;
}

export interface FactSink {
  /** An order was accepted, or its status or quantity has changed. The object lives on: copy what is kept. */
  order(order: Order, ts: number): void;
  fill(fill: Fill): void;
  trade(trade: Trade): void;
  refusal(refusal: Refusal): void;
  /** Money that came or went without a fill: dividend, funding, borrow, settlement. Base currency. */
  cashFlow(ts: number, session: number, slot: number, kind: CashFlowKind, amount: number): void;
  /** State of a sub-account after a slice: base currency; exposure = Σ qty·mark·multiplier·fx, signed. */
  mark(ts: number, session: number, equity: number, cash: number, exposure: number): void;
}

export type CashFlowKind = 'dividend' | 'funding' | 'borrow';
