/**
 * A text that must not reach a log, an error or a JSON answer by accident: whoever prints it sees `[secret]`, and
 * whoever needs it says so by `reveal()`.
 */
import { inspect } from 'node:util';

const mask = '[secret]';

export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
