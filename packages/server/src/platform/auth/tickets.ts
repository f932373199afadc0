/**
 * WebSocket tickets: browsers cannot put a header on a WebSocket, and a key must not stand in an address that proxies
 * write to their logs. A ticket may: it works once, within 30 s. Held in memory only; after a restart one asks anew.
 */
import type { Clock } from '../clock.ts';
import type { Caller } from './caller.ts';
import { digestOf, mintToken } from './tokens.ts';

const lifetimeMs = 30_000;

export interface Ticket {
  readonly ticket: string;
  readonly expiresAt: number;
}

export class Tickets {
  readonly #clock: Clock;
  /** In order of issue, which is the order in which they run out. */
  readonly #issued = new Map<string, { readonly caller: Caller; readonly expiresAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(caller: Caller): Ticket {
    const now = this.#clock.now();
    for (const [digest, { expiresAt }] of this.#issued) {
      if (now < expiresAt) break;
      this.#issued.delete(digest);
    }
    const ticket = mintToken();
    const expiresAt = now + lifetimeMs;
    this.#issued.set(digestOf(ticket), { caller, expiresAt });
    return { ticket, expiresAt };
  }

  /** Who the ticket was issued to. It is used up by this, whatever comes of it. */
  redeem(ticket: string): Caller | null {
    const digest = digestOf(ticket);
    const issued = this.#issued.get(digest);
    this.#issued.delete(digest);
    return issued && this.#clock.now() < issued.expiresAt ? issued.caller : null;
  }
}
