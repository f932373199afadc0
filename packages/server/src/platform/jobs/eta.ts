import type { JobProgress } from './job.ts';

/** Estimates the time left from the pace since the first report, which after a resume may lie far from zero. */
export class Eta {
  #first: { readonly done: number; readonly at: number } | null = null;

  /** Seconds left as of this report; null until there is a pace. */
  report({ done, total }: JobProgress, now: number): number | null {
    // Work that went back (a retry, another phase) sets a new start.
    if (this.#first === null || done < this.#first.done) this.#first = { done, at: now };
    const gained = done - this.#first.done;
    const elapsed = now - this.#first.at;
    if (gained <= 0 || elapsed <= 0) return null;
    return (Math.max(0, total - done) * elapsed) / gained / 1000;
  }
}
