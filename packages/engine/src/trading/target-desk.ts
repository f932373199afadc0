/**
 * The desk of target strategies: a wanted exposure becomes orders. Leaving the old side and entering the new one are two
 * orders; protective orders stay until what they protect is gone.
 */
import type { PriceModel } from '../model/cost.ts';
import { floorToLot, type Instrument } from '../model/instrument.ts';
import type { OrderRequest, Side } from '../model/order.ts';
import type { Slice } from '../model/slice.ts';
import type { AccountSizer } from './account-sizer.ts';
import type { OrderFlow } from './order-flow.ts';
import type { Session } from './session.ts';

export type SizingMoment = 'decision' | 'fill';

export interface TargetDeskOptions {
  readonly instruments: readonly Instrument[];
  /** By slot: what executions are expected to cost. */
  readonly prices: readonly PriceModel[];
  readonly sizer: AccountSizer;
  readonly sizing: SizingMoment;
}

export class TargetDesk {
  readonly #options: TargetDeskOptions;
  readonly #flow: OrderFlow;

  constructor(options: TargetDeskOptions, flow: OrderFlow) {
    this.#options = options;
    this.#flow = flow;
  }

  /** Trades towards a wanted exposure; an earlier change of mind that no bar came to fill is withdrawn first. */
  retarget(session: Session, slot: number, wanted: number, slice: Slice): void {
    this.#flow.withdrawWishes(session, slot);
    const quantity = session.ledger.quantity(slot);
    const exposure = session.allowShort ? wanted : Math.max(0, wanted);
    const keepsSide = quantity * exposure > 0;
    if (quantity !== 0 && !keepsSide) {
      const side: Side = quantity > 0 ? -1 : 1;
      this.#flow.submit(session, exitOrder(slot, side, Math.abs(quantity)));
    }
    if (exposure === 0) return;
    const side: Side = exposure > 0 ? 1 : -1;
    const share = Math.abs(exposure) * session.allocation;
    if (keepsSide) this.#resize(session, slot, side, share, quantity, slice);
    else if (this.#options.sizing === 'fill') this.#flow.submit(session, entryOrder(session, slot, side, null, share));
    else this.#enter(session, slot, side, share, slice.close[slot]);
  }

  #enter(session: Session, slot: number, side: Side, share: number, close: number): void {
    const quantity = this.#options.sizer.size(session, slot, share, this.#expected(slot, side, close), close);
    const request = entryOrder(session, slot, side, Math.max(0, quantity), share);
    if (quantity > 0) this.#flow.submit(session, request);
    else this.#flow.decline(session, request, 'size', 'the wanted exposure is less than one lot');
  }

  /** Same side, other size: trades the difference; always sized at the decision. */
  #resize(session: Session, slot: number, side: Side, share: number, held: number, slice: Slice): void {
    const close = slice.close[slot];
    const wanted = this.#options.sizer.size(session, slot, share, this.#expected(slot, side, close), close);
    const difference = wanted - Math.abs(held);
    const quantity = floorToLot(Math.abs(difference), this.#options.instruments[slot].lot);
    if (quantity === 0) return;
    if (difference > 0) this.#flow.submit(session, entryOrder(session, slot, side, quantity, share));
    else this.#flow.submit(session, exitOrder(slot, -side as Side, quantity));
  }

  /** The price an entry is expected to get when the market stands at `close`. */
  #expected(slot: number, side: Side, close: number): number {
    const { instruments, prices } = this.#options;
    return prices[slot].price(close, side, 'entry', instruments[slot], 0, Number.NaN);
  }
}

/** An exit only ever reduces: what a stop took before it arrived must not become a position of the other side. */
export function exitOrder(slot: number, side: Side, quantity: number): OrderRequest {
  return { slot, side, type: 'market', quantity, intent: 'exit', reduceOnly: true };
}

/** Without a quantity it is sized at its fill. */
function entryOrder(session: Session, slot: number, side: Side, quantity: number | null, share: number): OrderRequest {
  const bracket = session.bracket ?? undefined;
  return { slot, side, type: 'market', quantity, intent: 'entry', exposure: share, bracket };
}
