/**
 * Lets few through at a time. Each password check takes 64 MiB and a core for a tenth of a second: a flood of them
 * must wait in line, and a line that grows too long is turned away, so that the rest of the desk keeps working.
 */
import { AppError } from '@tradewind/contract/errors.ts';

export class Turnstile {
  readonly #width: number;
  readonly #longestLine: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor({ width = 2, longestLine = 64 }: { readonly width?: number; readonly longestLine?: number } = {}) {
    this.#width = width;
    this.#longestLine = longestLine;
  }

  async pass<T>(task: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#width) {
      if (this.#waiting.length >= this.#longestLine) {
        throw new AppError('unavailable', { detail: 'too many passwords are being checked at once', retryAfter: 5 });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#inside += 1;
    }
    try {
      return await task();
    } finally {
      // The place goes straight to the next in line, so that nobody can slip in between.
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
