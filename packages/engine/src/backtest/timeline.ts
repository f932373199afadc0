/**
 * What happens between the bars of a run: dividends, splits, funding, settlements, exchange rates, halts. A bar ends at its
 * ts, so what happens at that very moment comes after it: a dividend of 00:00 finds the position of the close before. Only
 * an exchange rate of that moment comes first, because the close is valued with it.
 */
import type { EngineEvent } from '../model/event.ts';

export type BetweenBars = Exclude<EngineEvent, { readonly kind: 'slice' }>;

export class Timeline {
  readonly #events: readonly BetweenBars[];
  #next = 0;

  constructor(events: readonly BetweenBars[]) {
    const rank = ({ kind }: BetweenBars) => (kind === 'fx' ? 0 : 1);
    // Stable: events of one moment keep the order in which they were given.
    this.#events = events.toSorted((a, b) => a.ts - b.ts || rank(a) - rank(b));
  }

  get isEmpty(): boolean {
    return this.#events.length === 0;
  }

  /** Hands out what is due before the slice of this moment. */
  deliver(ts: number, take: (event: BetweenBars) => void): void {
    for (; this.#next < this.#events.length; this.#next++) {
      const event = this.#events[this.#next];
      if (event.ts > ts || (event.ts === ts && event.kind !== 'fx')) return;
      take(event);
    }
  }
}
