import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteConflict } from '../storage/database.ts';
import { type AuditEvent, AuditTrail } from './audit.ts';
import { authMigrations } from './migrations.ts';
import { openTestDatabase, type TestDatabase, testClock } from './test-database.ts';

const desks = { name: 'test-desks', sql: 'CREATE TABLE desks (name TEXT NOT NULL UNIQUE) STRICT' };
const clock = testClock();

let store: TestDatabase;
let audit: AuditTrail;
const reopened = () => new AuditTrail({ database: store.database, clock });
beforeEach(async () => {
  store = await openTestDatabase([...authMigrations, desks]);
  audit = reopened();
});
afterEach(() => store.close());

const ana = { userId: 'u1', name: 'ana', via: 'session' as const };
const event = (action: string, outcome: AuditEvent['outcome'] = 'done'): AuditEvent => ({
  caller: ana,
  action,
  outcome,
});
const addDesk = (name: string) => ({ sql: 'INSERT INTO desks (name) VALUES (?)', parameters: [name] });

/** What somebody does who has the file and not the server: the database's own guard is taken off first. */
function tamper(sql: string): void {
  const connection = new DatabaseSync(store.database.file);
  connection.exec('DROP TRIGGER auth_audit_is_not_edited; DROP TRIGGER auth_audit_is_not_cut;');
  connection.exec(sql);
  connection.close();
}

describe('the audit trail', () => {
  it('tells who did what, to what, from where, when and with which outcome, newest first', async () => {
    await audit.record({ caller: null, action: 'login', target: 'ana', ip: '192.0.2.7', outcome: 'failed' });
    clock.advance(1000);
    await audit.record({ ...event('key.create'), target: 'k1', ip: '192.0.2.7', detail: { scopes: ['read'] } });
    const { entries, total } = audit.entries({ limit: 10, offset: 0 });
    expect(total).toBe(2);
    expect(entries).toEqual([
      {
        seq: 2,
        at: clock.now(),
        userId: 'u1',
        name: 'ana',
        via: 'session',
        keyId: null,
        action: 'key.create',
        target: 'k1',
        ip: '192.0.2.7',
        outcome: 'done',
        detail: '{"scopes":["read"]}',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      expect.objectContaining({ seq: 1, at: clock.now() - 1000, userId: null, action: 'login', outcome: 'failed' }),
    ]);
  });

  it('is read in pages and by action or user', async () => {
    for (let number = 0; number < 5; number += 1) await audit.record(event(number % 2 === 0 ? 'even' : 'odd'));
    await audit.record({ ...event('even'), caller: { ...ana, userId: 'u2' } });
    const seqs = (query: { action?: string; userId?: string; limit?: number; offset?: number }) => {
      const { entries, total } = audit.entries({ limit: 10, offset: 0, ...query });
      return { seqs: entries.map((entry) => entry.seq), total };
    };
    expect(seqs({ limit: 2, offset: 1 })).toEqual({ seqs: [5, 4], total: 6 });
    expect(seqs({ action: 'even' })).toEqual({ seqs: [6, 5, 3, 1], total: 4 });
    expect(seqs({ action: 'even', userId: 'u1' })).toEqual({ seqs: [5, 3, 1], total: 3 });
  });

  it('stores an entry and the change it tells of, or neither', async () => {
    const [added] = await audit.record(event('desk.add'), [addDesk('macro')]);
    expect(added.changes).toBe(1);
    await expect(audit.record(event('desk.add'), [addDesk('macro')])).rejects.toThrow('UNIQUE');
    const missing = { sql: 'DELETE FROM desks WHERE name = ?', parameters: ['nobody'], mustChange: true };
    await expect(audit.record(event('desk.remove'), [addDesk('rates'), missing])).rejects.toBeInstanceOf(WriteConflict);
    await audit.record(event('desk.look'));
    expect(store.database.all('SELECT name FROM desks')).toEqual([expect.objectContaining({ name: 'macro' })]);
    expect(audit.entries({ limit: 10, offset: 0 }).entries.map(({ action }) => action)).toEqual([
      'desk.look',
      'desk.add',
    ]);
    expect(await audit.verify()).toMatchObject({ isIntact: true, entries: 2 });
  });

  it('keeps one chain when many record at once, and goes on with it after a restart', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, number) => audit.record(event(`action ${number}`))));
    await store.reopen();
    audit = reopened();
    await audit.record(event('after'));
    const { head } = await audit.verify();
    const [{ hash }] = audit.entries({ limit: 1, offset: 0 }).entries;
    expect(await audit.verify()).toEqual({ isIntact: true, entries: 41, head: hash, brokenAt: null, reason: null });
    expect(head).toBe(hash);
  });

  it('is whole when empty', async () => {
    expect(await audit.verify()).toEqual({ isIntact: true, entries: 0, head: null, brokenAt: null, reason: null });
  });

  it('cannot be edited or cut through the database', async () => {
    await audit.record(event('one'));
    await expect(store.database.write([{ sql: `UPDATE auth_audit SET name = 'bob'`, parameters: [] }])).rejects.toThrow(
      'only ever added to',
    );
    await expect(store.database.write([{ sql: 'DELETE FROM auth_audit', parameters: [] }])).rejects.toThrow(
      'only ever added to',
    );
  });
});

describe('tampering with the file', () => {
  beforeEach(async () => {
    for (let number = 1; number <= 5; number += 1) {
      await audit.record({
        ...event('order.place'),
        target: `o${number}`,
        ip: '192.0.2.7',
        detail: { quantity: number },
      });
    }
  });

  it.each([
    ['name', `'bob'`],
    ['at', '0'],
    ['target', `'o9'`],
    ['ip', 'NULL'],
    ['outcome', `'refused'`],
    ['detail', `'{"quantity":9}'`],
    ['hash', `'00'`],
  ])('shows when the %s of an entry was edited', async (column, value) => {
    tamper(`UPDATE auth_audit SET ${column} = ${value} WHERE seq = 3`);
    expect(await audit.verify()).toMatchObject({
      isIntact: false,
      brokenAt: 3,
      reason: expect.stringContaining('not the one'),
    });
  });

  it('shows when an entry was moved into another member', async () => {
    tamper(`UPDATE auth_audit SET ip = target, target = ip WHERE seq = 3`);
    expect(await audit.verify()).toMatchObject({ isIntact: false, brokenAt: 3 });
  });

  it.each([1, 3, 5])('shows when entry %i was taken out', async (seq) => {
    tamper(`DELETE FROM auth_audit WHERE seq = ${seq}`);
    expect(await audit.verify()).toMatchObject({ isIntact: false, brokenAt: seq, reason: 'the entry is missing' });
  });

  it('shows when an entry was replaced by one that is sound in itself', async () => {
    const forged = await openTestDatabase(authMigrations);
    const other = new AuditTrail({ database: forged.database, clock });
    for (let number = 1; number <= 3; number += 1) {
      const name = number === 3 ? 'bob' : 'ana';
      const detail = { quantity: number };
      await other.record({
        ...event('order.place'),
        caller: { ...ana, name },
        target: `o${number}`,
        ip: '192.0.2.7',
        detail,
      });
    }
    const [{ name, hash }] = other.entries({ limit: 1, offset: 0 }).entries;
    await forged.close();
    tamper(`UPDATE auth_audit SET name = '${name}', hash = '${hash}' WHERE seq = 3`);
    expect(await audit.verify()).toMatchObject({ isIntact: false, brokenAt: 4 });
  });

  it('shows when two entries were exchanged', async () => {
    tamper(`UPDATE auth_audit SET seq = -1 WHERE seq = 2; UPDATE auth_audit SET seq = 2 WHERE seq = 4;
            UPDATE auth_audit SET seq = 4 WHERE seq = -1`);
    expect(await audit.verify()).toMatchObject({ isIntact: false, brokenAt: 2 });
  });
});
