import { AppError } from '@tradewind/contract/errors.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Charge, Lockout, lockoutRules, networkOf } from './lockout.ts';
import { authMigrations } from './migrations.ts';
import { openTestDatabase, type TestClock, type TestDatabase, testClock } from './test-database.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase(authMigrations);
});
afterAll(() => store.close());

/** Every test uses a name and an address that no other uses: they share one database. */
let people = 0;
const somebody = () => {
  people += 1;
  return { name: `user${people}`, ip: `10.${people >> 8}.${people & 255}.1` };
};

const lockoutAt = (clock: TestClock) => new Lockout({ database: store.database, clock });

/** Seconds to wait, or 0 when the attempt was let through and failed. */
async function fail(lockout: Lockout, name: string, ip: string): Promise<number> {
  try {
    await lockout.charge(name, ip);
    return 0;
  } catch (error) {
    if (error instanceof AppError && error.code === 'locked_out') return error.data.retryAfter ?? Number.NaN;
    throw error;
  }
}

describe('guessing a password', () => {
  it('locks the account after five failures, each further one for twice as long, at most a quarter of an hour', async () => {
    const clock = testClock();
    const lockout = lockoutAt(clock);
    const { name } = somebody();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const wait = await fail(lockout, name, somebody().ip);
      if (wait === 0) continue;
      waits.push(wait);
      clock.advance(wait * 1000);
      expect(await fail(lockout, name, somebody().ip)).toBe(0);
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
  });

  it('locks the address after twenty failures on different accounts', async () => {
    const clock = testClock();
    const lockout = lockoutAt(clock);
    const { ip } = somebody();
    for (let attempt = 0; attempt < 20; attempt += 1) expect(await fail(lockout, somebody().name, ip)).toBe(0);
    expect(await fail(lockout, somebody().name, ip)).toBe(30);
    expect(await fail(lockout, somebody().name, somebody().ip)).toBe(0);
  });

  it('stays locked after a restart', async () => {
    const clock = testClock();
    const { name } = somebody();
    const before = lockoutAt(clock);
    for (let attempt = 0; attempt < 5; attempt += 1) await fail(before, name, somebody().ip);
    expect(await fail(lockoutAt(clock), name, somebody().ip)).toBe(30);
  });

  it('gives nothing for free to attempts that come all at once', async () => {
    const lockout = lockoutAt(testClock());
    const { name } = somebody();
    const waits = await Promise.all(Array.from({ length: 50 }, () => fail(lockout, name, somebody().ip)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(lockoutRules.account.limit);
  });

  it('is forgotten by the right password for the account, and only that attempt for the address', async () => {
    const clock = testClock();
    const lockout = lockoutAt(clock);
    const { name, ip } = somebody();
    for (let attempt = 0; attempt < 4; attempt += 1) await fail(lockout, name, ip);
    await (await lockout.charge(name, ip)).refund();
    for (let attempt = 0; attempt < 4; attempt += 1) expect(await fail(lockout, name, ip)).toBe(0);
    for (let attempt = 8; attempt < 20; attempt += 1) expect(await fail(lockout, somebody().name, ip)).toBe(0);
    expect(await fail(lockout, somebody().name, ip)).toBe(30);
  });

  it('does not lock an address anew by a right password after its lock', async () => {
    const clock = testClock();
    const lockout = lockoutAt(clock);
    const { ip } = somebody();
    for (let attempt = 0; attempt < 20; attempt += 1) await fail(lockout, somebody().name, ip);
    clock.advance(30_000);
    await (await lockout.charge(somebody().name, ip)).refund();
    expect(await fail(lockout, somebody().name, ip)).toBe(0);
  });

  it('is released for one account by an administrator', async () => {
    const lockout = lockoutAt(testClock());
    const { name } = somebody();
    for (let attempt = 0; attempt < 5; attempt += 1) await fail(lockout, name, somebody().ip);
    await lockout.release(name);
    expect(await fail(lockout, name, somebody().ip)).toBe(0);
  });
});

type Step = { is: 'fail' | 'right'; who: number; from: number } | { is: 'wait'; seconds: number } | { is: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ is: fc.constant('fail' as const), who: fc.nat(1), from: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('right' as const), who: fc.nat(1), from: fc.nat(1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 29, 30, 60, 900, 3600, 86_400),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('restart' as const) }) },
);

/** What the rules say, told the long way: from the whole history of one name or address. */
class Told {
  readonly rule: (typeof lockoutRules)['account' | 'address'];
  failures: number[] = [];

  constructor(rule: Told['rule']) {
    this.rule = rule;
  }

  isLocked(now: number): boolean {
    const beyond = this.failures.length - this.rule.limit;
    if (beyond < 0) return false;
    const lock = Math.min(this.rule.firstLockMs * 2 ** beyond, this.rule.longestLockMs);
    return now < this.failures[this.failures.length - 1] + lock;
  }

  forget(now: number): void {
    const last = this.failures.at(-1);
    if (last !== undefined && now >= last + this.rule.forgottenAfterMs) this.failures = [];
  }
}

describe('the lockout as a state machine', () => {
  it('lets an attempt through exactly when the rules say so, across any history of failures, waits and restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        const clock = testClock();
        let lockout = lockoutAt(clock);
        const people = [somebody(), somebody()];
        const names = people.map(() => new Told(lockoutRules.account));
        const addresses = people.map(() => new Told(lockoutRules.address));
        for (const each of steps) {
          if (each.is === 'wait') clock.advance(each.seconds * 1000);
          else if (each.is === 'restart') lockout = lockoutAt(clock);
          else {
            const told = [names[each.who], addresses[each.from]];
            const charge = await lockout
              .charge(people[each.who].name, people[each.from].ip)
              .catch((error): Charge | null => {
                expect(error).toMatchObject({ code: 'locked_out' });
                return null;
              });
            expect(charge === null).toBe(told.some((one) => one.isLocked(clock.now())));
            if (charge === null) continue;
            for (const one of told) one.forget(clock.now());
            if (each.is === 'right') {
              await charge.refund();
              names[each.who].failures = [];
            } else for (const one of told) one.failures.push(clock.now());
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s counts as %s', (ip, network) => {
    expect(networkOf(ip)).toBe(network);
  });
});
