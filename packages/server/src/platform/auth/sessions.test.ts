import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authMigrations } from './migrations.ts';
import { Sessions } from './sessions.ts';
import { openTestDatabase, type TestClock, type TestDatabase, testClock } from './test-database.ts';

let store: TestDatabase;
beforeAll(async () => {
  store = await openTestDatabase(authMigrations);
});
afterAll(() => store.close());

const hour = 3_600_000;
const lifetimes = { absoluteMs: 24 * hour, idleMs: 2 * hour };
const failures: unknown[] = [];
const sessionsAt = (clock: TestClock) =>
  new Sessions({ database: store.database, clock, lifetimes, report: (error) => failures.push(error) });

let users = 0;
const somebody = () => {
  users += 1;
  return `user${users}`;
};

/** Everything handed to the writer before is stored once this resolves. */
const settled = () => store.database.write([{ sql: 'SELECT 1', parameters: [] }]);

describe('a session', () => {
  it('is found by its token and by nothing like it', async () => {
    const sessions = sessionsAt(testClock());
    const userId = somebody();
    const { token, session } = await sessions.open(userId, 3);
    expect(sessions.use(token)).toMatchObject({ userId, generation: 3, csrf: session.csrf });
    expect(sessions.use(`${token}x`)).toBeNull();
    expect(sessions.use(session.sessionId)).toBeNull();
    expect(sessions.find(session.sessionId)?.userId).toBe(userId);
  });

  it('leaves no token in the store', async () => {
    const { token } = await sessionsAt(testClock()).open(somebody(), 1);
    const stored = JSON.stringify(store.database.all('SELECT * FROM auth_sessions'));
    expect(stored).not.toContain(token);
  });

  it('ends when idle, and at its absolute end however busy', async () => {
    const clock = testClock();
    const sessions = sessionsAt(clock);
    const idle = await sessions.open(somebody(), 1);
    const busy = await sessions.open(somebody(), 1);
    for (let passed = 0; passed < 23; passed += 1) {
      clock.advance(hour);
      expect(sessions.use(busy.token), `after ${passed + 1} h`).not.toBeNull();
    }
    expect(sessions.use(idle.token)).toBeNull();
    clock.advance(hour);
    expect(sessions.use(busy.token)).toBeNull();
  });

  it('is not kept awake by being looked up', async () => {
    const clock = testClock();
    const sessions = sessionsAt(clock);
    const { session } = await sessions.open(somebody(), 1);
    clock.advance(1.5 * hour);
    expect(sessions.find(session.sessionId)).not.toBeNull();
    clock.advance(0.5 * hour);
    expect(sessions.find(session.sessionId)).toBeNull();
  });

  it('outlives a restart with the time it was last used', async () => {
    const clock = testClock();
    const before = sessionsAt(clock);
    const { token } = await before.open(somebody(), 1);
    clock.advance(1.9 * hour);
    before.use(token);
    await settled();
    clock.advance(1.9 * hour);
    expect(sessionsAt(clock).use(token)).not.toBeNull();
  });

  it('is gone from the store some time after its end', async () => {
    const clock = testClock();
    const sessions = sessionsAt(clock);
    const userId = somebody();
    await sessions.open(userId, 1);
    clock.advance(3 * hour);
    await sessions.open(somebody(), 1);
    expect(store.database.all('SELECT 1 FROM auth_sessions WHERE user_id = ?', [userId])).toEqual([]);
  });
});

type Step =
  | { is: 'open'; user: number }
  | { is: 'use' | 'end'; which: number }
  | { is: 'end all'; user: number }
  | { is: 'wait'; minutes: number }
  | { is: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('open' as const), user: fc.nat(2) }) },
  { weight: 6, arbitrary: fc.record({ is: fc.constant('use' as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('end' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('end all' as const), user: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant('wait' as const), minutes: fc.constantFrom(1, 60, 119, 120, 600) }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('restart' as const) }) },
);

describe('sessions as a state machine', () => {
  it('are open exactly from their opening to their ending, idling or running out, across restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
        const clock = testClock();
        const names = [somebody(), somebody(), somebody()];
        let sessions = sessionsAt(clock);
        const told: { token: string; id: string; user: number; openedAt: number; usedAt: number; ended: boolean }[] =
          [];
        for (const each of steps) {
          const now = clock.now();
          if (each.is === 'wait') clock.advance(each.minutes * 60_000);
          else if (each.is === 'restart') {
            await settled();
            sessions = sessionsAt(clock);
          } else if (each.is === 'open') {
            const { token, session } = await sessions.open(names[each.user], 1);
            told.push({ token, id: session.sessionId, user: each.user, openedAt: now, usedAt: now, ended: false });
          } else if (each.is === 'end all') {
            await store.database.write([sessions.deletionOfAllOf(names[each.user])]);
            sessions.forgetAllOf(names[each.user]);
            for (const one of told) if (one.user === each.user) one.ended = true;
          } else if (told.length > 0) {
            const one = told[each.which % told.length];
            const isOpen =
              !one.ended && now < one.usedAt + lifetimes.idleMs && now < one.openedAt + lifetimes.absoluteMs;
            if (each.is === 'use') {
              expect(sessions.use(one.token) !== null).toBe(isOpen);
              if (isOpen) one.usedAt = now;
            } else {
              await sessions.end(one.id);
              one.ended = true;
            }
          }
        }
      }),
      { numRuns: 40 },
    );
    expect(failures).toEqual([]);
  });
});
