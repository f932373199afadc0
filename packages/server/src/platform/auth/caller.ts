/** Who is asking, and how the doors and the channels find out. */
import type { Role, Scope } from '@tradewind/contract/access.ts';

export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  /** What this caller may do: the role's scopes, cut down to the key's own when a key was used. */
  readonly scopes: readonly Scope[];
  /** `open` = authentication is switched off (TRADEWIND_AUTH=off), everybody on this machine is the admin. */
  readonly via: 'session' | 'key' | 'ticket' | 'open';
  readonly keyId?: string;
  readonly sessionId?: string;
}

/** What a request carries that could say who sent it. */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization?: string;
  /** The `Cookie` header, whole. */
  readonly cookie?: string;
  /** The `X-CSRF-Token` header. */
  readonly csrf?: string;
  readonly method: string;
}

export interface Authenticator {
  /**
   * Null when nobody is proven by these credentials (the door answers 401). Throws `AppError('csrf')` when a session
   * cookie is good but an unsafe method came without its CSRF token. Not to be asked for doors that are `open`.
   */
  authenticate(credentials: Credentials): Promise<Caller | null>;
  /** Exchanges a WebSocket ticket for its caller. Works once, within 30 s of issue. */
  redeemTicket(ticket: string): Caller | null;
  /**
   * Whether what proved this caller still stands: false once the session ended or the key was revoked or ran out.
   * Long-lived connections ask again; a request need not.
   */
  isCurrent(caller: Caller): boolean;
}
