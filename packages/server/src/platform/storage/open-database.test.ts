import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '@tradewind/contract/errors.ts';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, WriteConflict } from './database.ts';
import { StatementRefused } from './failure.ts';
import { openDatabase } from './open-database.ts';
import { statement } from './statement.ts';

interface Schema {
  fills: { id: number; symbol: string; quantity: number };
}

const migrations = [
  {
    name: 'fills',
    sql: `CREATE TABLE fills (id INTEGER PRIMARY KEY, symbol TEXT NOT NULL UNIQUE, quantity REAL NOT NULL CHECK (quantity > 0)) STRICT;
          CREATE TABLE parts (id INTEGER PRIMARY KEY, fill INTEGER NOT NULL REFERENCES fills, late INTEGER REFERENCES fills DEFERRABLE INITIALLY DEFERRED) STRICT`,
  },
];

let directory: string;
let file: string;
let database: Database<Schema>;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tradewind-storage-'));
  file = join(directory, 'test.db');
  database = await openDatabase<Schema>({ file, migrations });
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

const insert = (symbol: string, quantity = 1) => ({
  sql: 'INSERT INTO fills (symbol, quantity) VALUES (?, ?)',
  parameters: [symbol, quantity],
});
const symbols = () => database.all<{ symbol: string }>('SELECT symbol FROM fills ORDER BY id').map((row) => row.symbol);

describe('writing', () => {
  test('an acknowledged write is seen by the next read, here and in another reader', async () => {
    const [result] = await database.write([insert('SPY')]);
    expect(result).toMatchObject({ changes: 1, lastInsertRowid: 1 });
    expect(symbols()).toEqual(['SPY']);
    const other = await openDatabase({ file, readOnly: true });
    expect(other.get('SELECT COUNT(*) AS count FROM fills')).toEqual({ count: 1 });
    await expect(other.write([insert('QQQ')])).rejects.toThrow('read-only');
    await other.close();
  });

  test('rows of a RETURNING clause come back', async () => {
    const [result] = await database.write([{ ...insert('SPY'), sql: `${insert('SPY').sql} RETURNING id, symbol` }]);
    expect(result).toEqual({ changes: 1, lastInsertRowid: 1, rows: [{ id: 1, symbol: 'SPY' }] });
  });

  test('a set is all or nothing', async () => {
    await expect(database.write([insert('SPY'), insert('QQQ'), insert('SPY')])).rejects.toThrow(StatementRefused);
    expect(symbols()).toEqual([]);
  });

  test('sets that share a commit do not share their fate', async () => {
    const outcomes = await Promise.allSettled([
      database.write([insert('SPY')]),
      database.write([insert('QQQ'), insert('SPY')]),
      database.write([insert('BAD', -1)]),
      database.write([{ sql: 'INSERT INTO nowhere VALUES (1)', parameters: [] }]),
      database.write([insert('IWM')]),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(symbols()).toEqual(['SPY', 'IWM']);
  });

  test('a set that only the commit itself can refuse fails alone too', async () => {
    const orphan = { sql: 'INSERT INTO parts (fill, late) VALUES (1, 99)', parameters: [] };
    const outcomes = await Promise.allSettled([
      database.write([insert('SPY')]),
      database.write([orphan]),
      database.write([insert('QQQ')]),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(symbols()).toEqual(['SPY', 'QQQ']);
  });

  test.each([
    ['unique', insert('SPY')],
    ['check', insert('QQQ', -1)],
    ['not_null', { sql: 'INSERT INTO fills (symbol) VALUES (?)', parameters: ['QQQ'] }],
    ['foreign_key', { sql: 'INSERT INTO parts (fill) VALUES (?)', parameters: [99] }],
    [null, { sql: 'INSERT INTO nowhere VALUES (1)', parameters: [] }],
  ])('a refused statement says which constraint it broke: %s', async (constraint, refused) => {
    await database.write([insert('SPY')]);
    await expect(database.write([refused])).rejects.toMatchObject({ name: 'StatementRefused', constraint });
  });

  test('a statement that must change something and does not takes its whole set back', async () => {
    const claim = { sql: 'UPDATE fills SET quantity = 2 WHERE symbol = ?', parameters: ['GONE'], mustChange: true };
    await expect(database.write([insert('SPY'), claim])).rejects.toThrow(WriteConflict);
    expect(symbols()).toEqual([]);
  });

  test('bytes are stored as they are, also as a window on a larger buffer', async () => {
    await database.write([{ sql: 'CREATE TABLE blobs (data BLOB)', parameters: [] }]);
    const window = new Uint8Array([0, 1, 2, 3, 4]).subarray(1, 4);
    await database.write([{ sql: 'INSERT INTO blobs VALUES (?)', parameters: [window] }]);
    expect(database.get('SELECT data FROM blobs')).toEqual({ data: new Uint8Array([1, 2, 3]) });
  });

  test('closing waits for everything handed over; later writes are refused', async () => {
    const other = await openDatabase({ file: join(directory, 'other.db'), migrations });
    const writes = Array.from({ length: 50 }, (_, index) => other.write([insert(`S${index}`)]));
    await other.close();
    expect(await Promise.all(writes)).toHaveLength(50);
    await expect(other.write([insert('LATE')])).rejects.toThrow('takes no writes');
  });

  test('commits are forced to the disk: WAL with synchronous=FULL', async () => {
    const [[mode], [synchronous]] = await Promise.all(
      ['PRAGMA journal_mode', 'PRAGMA synchronous'].map((pragma) => database.write([{ sql: pragma, parameters: [] }])),
    );
    expect(mode.rows).toEqual([{ journal_mode: 'wal' }]);
    expect(synchronous.rows).toEqual([{ synchronous: 2 }]);
  });
});

describe('a disk that is full', () => {
  test('refuses clearly the sets that do not fit, keeps those that do, and recovers', async () => {
    const { page_count: pages } = database.get<{ page_count: number }>('PRAGMA page_count')!;
    // SQLite answers with the same SQLITE_FULL when the file may not grow as when the disk cannot.
    await database.write([{ sql: `PRAGMA max_page_count = ${pages + 2}`, parameters: [] }]);
    await database.write([insert('SPY')]);
    const large = { sql: 'INSERT INTO fills (symbol, quantity) VALUES (hex(zeroblob(200000)), 1)', parameters: [] };
    const [small, tooLarge] = await Promise.allSettled([database.write([insert('QQQ')]), database.write([large])]);
    expect(small.status).toBe('fulfilled');
    const { reason } = tooLarge as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(AppError);
    expect(reason).toMatchObject({ code: 'unavailable', message: 'The disk is full; nothing was written' });
    expect(symbols()).toEqual(['SPY', 'QQQ']);
    await database.write([{ sql: 'PRAGMA max_page_count = 1000000', parameters: [] }]);
    await database.write([large]);
  });
});

describe('Kysely', () => {
  test('reads what it wrote and tells what it changed', async () => {
    const { kysely } = database;
    const inserted = await kysely.insertInto('fills').values({ id: 7, symbol: 'SPY', quantity: 3 }).executeTakeFirst();
    expect(inserted).toMatchObject({ insertId: 7n, numInsertedOrUpdatedRows: 1n });
    const updated = await kysely.updateTable('fills').set({ quantity: 4 }).returning('quantity').execute();
    expect(updated).toEqual([{ quantity: 4 }]);
    expect(await kysely.selectFrom('fills').selectAll().execute()).toEqual([{ id: 7, symbol: 'SPY', quantity: 4 }]);
    expect((await sql<{ two: number }>`SELECT 1 + ${1} AS two`.execute(kysely)).rows).toEqual([{ two: 2 }]);
    const deleted = await kysely.deleteFrom('fills').executeTakeFirst();
    expect(deleted.numDeletedRows).toBe(1n);
  });

  test('compiled queries go together into one set', async () => {
    const { kysely } = database;
    await database.write([
      statement(kysely.insertInto('fills').values({ id: 1, symbol: 'SPY', quantity: 1 })),
      statement(kysely.updateTable('fills').set({ quantity: 2 }).where('symbol', '=', 'SPY'), { mustChange: true }),
    ]);
    expect(database.get('SELECT quantity FROM fills')).toEqual({ quantity: 2 });
  });

  test('a transaction held open across awaits is refused with what to do instead', async () => {
    const open = database.kysely.transaction().execute(async () => {});
    await expect(open).rejects.toThrow('hand them together to Database.write');
  });
});

describe('opening', () => {
  const reopen = (next: typeof migrations) => openDatabase({ file, migrations: next });

  test('migrations run once each, in order, and later ones are added', async () => {
    const more = [...migrations, { name: 'notes', sql: 'CREATE TABLE notes (text TEXT)' }];
    for (const _ of [1, 2]) await (await reopen(more)).close();
    expect(database.all('SELECT name FROM migrations ORDER BY rowid')).toEqual([{ name: 'fills' }, { name: 'notes' }]);
  });

  test('a migration that fails leaves nothing behind and says which it was', async () => {
    const broken = [...migrations, { name: 'broken', sql: 'CREATE TABLE half (a TEXT); CREATE TABLE fills (b TEXT)' }];
    await expect(reopen(broken)).rejects.toThrow('Migration broken failed');
    expect(database.get(`SELECT name FROM sqlite_schema WHERE name = 'half'`)).toBeUndefined();
  });

  test('data of a newer version and a changed migration are refused', async () => {
    await expect(reopen([])).rejects.toThrow('newer version');
    await expect(reopen([{ ...migrations[0], sql: 'CREATE TABLE other (a TEXT)' }])).rejects.toThrow('was changed');
    await expect(reopen([...migrations, ...migrations])).rejects.toThrow('same name');
  });

  test('a file that is no database is refused', async () => {
    const other = join(directory, 'text.db');
    writeFileSync(other, 'not a database, but long enough to look like a header of one'.repeat(20));
    await expect(openDatabase({ file: other, migrations })).rejects.toThrow(
      `${other} cannot be opened: file is not a database`,
    );
  });

  test('reading a file that is not there is refused', async () => {
    await expect(openDatabase({ file: join(directory, 'none.db'), readOnly: true })).rejects.toThrow('no database at');
  });

  test('a file written by the library alone can be read: nothing is proprietary', () => {
    const plain = new DatabaseSync(file, { readOnly: true });
    expect(plain.prepare('SELECT COUNT(*) AS count FROM fills').get()).toEqual({ count: 0 });
    plain.close();
  });
});
