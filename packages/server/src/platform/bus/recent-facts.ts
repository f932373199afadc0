import type { Fact } from '@tradewind/contract/facts.ts';

/**
 * The last facts, for readers who missed some. Bounded by count and by size, so that a burst of large facts cannot
 * fill the memory. Within one process `seq` has no holes, hence a fact's place follows from its `seq`.
 */
export class RecentFacts {
  /** Facts from `head` on are held; the slots before it have been dropped and await compaction. */
  readonly #facts: (Fact | null)[] = [];
  #head = 0;
  #bytes = 0;
  /** The `seq` before the oldest fact held: who has seen this one can be given all the rest. */
  #floor: number;
  readonly #limit: { readonly facts: number; readonly bytes: number };

  constructor(lastSeq: number, limit: { readonly facts: number; readonly bytes: number }) {
    this.#floor = lastSeq;
    this.#limit = limit;
  }

  add(fact: Fact): void {
    this.#facts.push(fact);
    this.#bytes += fact.json.length;
    while (this.#length > this.#limit.facts || this.#bytes > this.#limit.bytes) this.#dropOldest();
  }

  after(seq: number): Fact[] | null {
    if (seq < this.#floor || seq > this.#floor + this.#length) return null;
    return this.#facts.slice(this.#head + seq - this.#floor) as Fact[];
  }

  get #length(): number {
    return this.#facts.length - this.#head;
  }

  #dropOldest(): void {
    this.#bytes -= this.#facts[this.#head]!.json.length;
    this.#facts[this.#head++] = null;
    this.#floor++;
    // Compacting when half is dropped keeps the cost per fact constant.
    if (this.#head >= 1024 && this.#head * 2 >= this.#facts.length) {
      this.#facts.splice(0, this.#head);
      this.#head = 0;
    }
  }
}
