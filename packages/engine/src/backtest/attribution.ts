/**
 * Where the money came from: every cent of a run's P&L by strategy, instrument and period, and in each by price, fees,
 * flows (dividends, funding, borrow) and exchange rates. Worked out from the fills, beside the ledgers, so that the sum
 * of the parts proves the books:
 *
 *   local gain L = Σ (−signed quantity·price·multiplier − fee) + Σ flows + quantity·mark·multiplier   (instrument's currency)
 *   Δ(fx·L) = fx·ΔL + L·Δfx: the first is price, fees and flows, the second the exchange rate
 */
import type { CashFlowKind, Fill } from '../model/fact.ts';
import { tradingDay } from '../time/periods.ts';
import { dayMs } from '../time/timeframe.ts';
import { ColumnSink } from './column-sink.ts';
import type { Simulation, SimulationWatch } from './simulation.ts';
import type { BetweenBars } from './timeline.ts';

/** Base currency; fees ≤ 0; total = price + fees + flows + exchangeRate. */
export interface Contribution {
  readonly price: number;
  readonly fees: number;
  readonly flows: number;
  readonly exchangeRate: number;
  readonly total: number;
}

export type AttributionPeriod = 'day' | 'month' | 'year';

export interface AttributionCell extends Contribution {
  readonly session: number;
  readonly slot: number;
  /** `2024-03-28`, `2024-03` or `2024`; a bar that ends at midnight belongs to the day before. */
  readonly period: string;
}

export interface Attribution {
  /** Every combination to which something happened, in order of time. */
  readonly cells: readonly AttributionCell[];
  readonly bySession: readonly Contribution[];
  readonly bySlot: readonly Contribution[];
  readonly byPeriod: readonly (Contribution & { readonly period: string })[];
  readonly total: Contribution;
}

/** What one strategy did in one instrument: numbers that change. */
interface Account {
  /** Cash out of trading, instrument's currency. */
  cash: number;
  /** Local gain and exchange rate up to which everything is attributed. */
  gain: number;
  rate: number;
  price: number;
  fees: number;
  flows: number;
  exchangeRate: number;
}

/** The sink of an attributed run, which also watches it. */
export class AttributionSink extends ColumnSink implements SimulationWatch {
  readonly #simulation: Simulation;
  readonly #period: AttributionPeriod;
  /** By session, then slot. */
  readonly #accounts: readonly (readonly Account[])[];
  readonly #cells: AttributionCell[] = [];
  #day = Number.NaN;
  #current = '';

  constructor(simulation: Simulation, period: AttributionPeriod) {
    super(simulation.capacity, simulation.engine.sessions.length);
    this.#simulation = simulation;
    this.#period = period;
    this.#accounts = simulation.engine.sessions.map(() =>
      simulation.instruments.map(() => ({
        cash: 0,
        gain: 0,
        rate: Number.NaN,
        price: 0,
        fees: 0,
        flows: 0,
        exchangeRate: 0,
      })),
    );
  }

  override fill(fill: Fill): void {
    super.fill(fill);
    const { multiplier } = this.#simulation.instruments[fill.slot];
    const account = this.#accounts[fill.session][fill.slot];
    account.cash -= fill.signedQuantity * fill.price * multiplier + fill.fee;
    account.fees -= fill.fee * this.#rate(fill.session, fill.slot);
  }

  override cashFlow(ts: number, session: number, slot: number, kind: CashFlowKind, amount: number): void {
    super.cashFlow(ts, session, slot, kind, amount);
    const account = this.#accounts[session][slot];
    account.cash += amount / this.#rate(session, slot);
    account.flows += amount;
  }

  beforeSlice(ts: number): void {
    const day = tradingDay(ts);
    if (day === this.#day) return;
    this.#day = day;
    const period = periodName(day, this.#period);
    if (period !== this.#current) this.#closePeriod();
    this.#current = period;
  }

  beforeEvent(event: BetweenBars): void {
    if (event.kind !== 'fx') return;
    this.#each((account, session, slot) => {
      if (this.#simulation.instruments[slot].currency === event.currency) this.#attribute(account, session, slot);
    });
  }

  /** After the run. */
  attribution(): Attribution {
    this.#closePeriod();
    const cells = this.#cells;
    const periods = [...new Set(cells.map(({ period }) => period))];
    return {
      cells,
      bySession: this.#accounts.map((_, session) => sum(cells.filter((cell) => cell.session === session))),
      bySlot: this.#simulation.instruments.map((_, slot) => sum(cells.filter((cell) => cell.slot === slot))),
      byPeriod: periods.map((period) => ({ period, ...sum(cells.filter((cell) => cell.period === period)) })),
      total: sum(cells),
    };
  }

  /** Brings `price` and `exchangeRate` up to the latest marks and rates. */
  #attribute(account: Account, session: number, slot: number): void {
    const { ledger } = this.#simulation.engine.sessions[session];
    const quantity = ledger.quantity(slot);
    const { multiplier } = this.#simulation.instruments[slot];
    const value = quantity === 0 ? 0 : quantity * ledger.averagePrice(slot) * multiplier + ledger.openGain(slot);
    const gain = account.cash + value;
    const rate = this.#rate(session, slot);
    // Without a gain there is nothing to revalue, and before its first rate a currency has none.
    if (account.gain !== 0) account.exchangeRate += account.gain * (rate - account.rate);
    if (gain !== account.gain) account.price += (gain - account.gain) * rate;
    account.gain = gain;
    account.rate = rate;
  }

  #closePeriod(): void {
    this.#each((account, session, slot) => {
      this.#attribute(account, session, slot);
      const { fees, flows, exchangeRate } = account;
      // What was attributed as price held the fees and flows of the period too.
      const price = account.price - fees - flows;
      const total = account.price + exchangeRate;
      if (price !== 0 || fees !== 0 || flows !== 0 || exchangeRate !== 0) {
        this.#cells.push({ session, slot, period: this.#current, price, fees, flows, exchangeRate, total });
      }
      account.price = account.fees = account.flows = account.exchangeRate = 0;
    });
  }

  #each(visit: (account: Account, session: number, slot: number) => void): void {
    for (const [session, slots] of this.#accounts.entries()) {
      for (const [slot, account] of slots.entries()) visit(account, session, slot);
    }
  }

  #rate(session: number, slot: number): number {
    return this.#simulation.engine.sessions[session].ledger.inBase(slot, 1);
  }
}

function sum(cells: readonly Contribution[]): Contribution {
  const all = { price: 0, fees: 0, flows: 0, exchangeRate: 0, total: 0 };
  for (const cell of cells) {
    all.price += cell.price;
    all.fees += cell.fees;
    all.flows += cell.flows;
    all.exchangeRate += cell.exchangeRate;
    all.total += cell.total;
  }
  return all;
}

const lengthOf = { day: 10, month: 7, year: 4 } as const;

function periodName(day: number, period: AttributionPeriod): string {
  return new Date(day * dayMs).toISOString().slice(0, lengthOf[period]);
}
