/**
 * The desk a command works at: every door of the contract, called by name. It is reached in place, when no other process
 * owns the data directory, or through the server that does (decision 37); the commands do not know which.
 */
import type { Client } from '@tradewind/contract/client.ts';
import type { FirstAdmin } from '@tradewind/server/in-place.ts';

export interface Desk extends Client {
  /** The address of the server; null in place. */
  readonly url: string | null;
  /** In place: makes the first administrator where there is none. Null when nobody had to be made. */
  ensureFirstAdmin(): Promise<FirstAdmin | null>;
  close(): Promise<void>;
}
