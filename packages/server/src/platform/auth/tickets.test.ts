import { describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { testClock } from './test-database.ts';
import { Tickets } from './tickets.ts';

const caller: Caller = { userId: 'u1', name: 'ana', role: 'viewer', scopes: ['read'], via: 'key', keyId: 'k1' };

describe('a ticket', () => {
  it('works once', () => {
    const tickets = new Tickets(testClock());
    const { ticket } = tickets.issue(caller);
    expect(tickets.redeem(ticket)).toEqual(caller);
    expect(tickets.redeem(ticket)).toBeNull();
  });

  it('works for half a minute', () => {
    const clock = testClock();
    const tickets = new Tickets(clock);
    const early = tickets.issue(caller);
    const late = tickets.issue(caller);
    expect(late.expiresAt).toBe(clock.now() + 30_000);
    clock.advance(29_999);
    expect(tickets.redeem(early.ticket)).toEqual(caller);
    clock.advance(1);
    expect(tickets.redeem(late.ticket)).toBeNull();
  });

  it('cannot be made up', () => {
    const tickets = new Tickets(testClock());
    tickets.issue(caller);
    expect(tickets.redeem('tw_made-up')).toBeNull();
  });
});
