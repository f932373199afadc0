/**
 * Seeded random numbers: mulberry32 (Tommy Ettinger, public domain). Only 32-bit integer steps and one division, so the
 * same seed gives the same bits on every machine. For simulation, never for secrets.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Whole number in [0, below). */
  integer(below: number): number {
    return Math.floor(this.next() * below);
  }

  /**
   * Mean 0, deviation 1, never beyond ±6: the sum of twelve uniform draws less six. Additions only, unlike the usual
   * transforms, whose logarithms may differ in the last bit between machines.
   */
  normal(): number {
    let sum = -6;
    for (let draw = 0; draw < 12; draw++) sum += this.next();
    return sum;
  }
}

/** One 32-bit seed from several words and numbers (FNV-1a): an independent stream for each combination. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    for (const character of `${part}|`) hash = Math.imul(hash ^ (character.codePointAt(0) as number), 0x01000193);
  }
  return hash | 0;
}
