/** From a share of equity to units: of the sub-account's own equity, or of its part of an account whose cash is shared. */
import type { FeeModel } from '../model/cost.ts';
import type { Instrument } from '../model/instrument.ts';
import type { Sizer } from '../sizing/sizer.ts';
import type { Session } from './session.ts';

export class AccountSizer {
  readonly #instruments: readonly Instrument[];
  /** By slot: what executions are expected to cost. */
  readonly #fees: readonly FeeModel[];
  readonly #sizer: Sizer;
  readonly #sessions: readonly Session[];

  constructor(
    instruments: readonly Instrument[],
    fees: readonly FeeModel[],
    sizer: Sizer,
    sessions: readonly Session[],
  ) {
    this.#instruments = instruments;
    this.#fees = fees;
    this.#sizer = sizer;
    this.#sessions = sessions;
  }

  /** Units for a share of equity when the instrument stands at `mark` and executes at `price`. */
  size(session: Session, slot: number, exposure: number, price: number, mark: number): number {
    const equity = this.#equity(session, slot, mark);
    return this.#sizer({ exposure, equity, price, instrument: this.#instruments[slot], fees: this.#fees[slot] });
  }

  /** In the instrument's currency. */
  #equity({ ledger, weight }: Session, slot: number, mark: number): number {
    if (weight === null) return ledger.equityAt(slot, mark);
    let equity = 0;
    for (const session of this.#sessions) equity += session.ledger.equityAt(slot, mark);
    return weight * equity;
  }
}
