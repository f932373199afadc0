import { existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import { openForWriting } from './connection.ts';
import type { Database, Migration, Statement, WriteResult } from './database.ts';
import { kyselyDialect } from './kysely-dialect.ts';
import { migrate } from './migrate.ts';
import { openReader } from './reader.ts';
import { Writer } from './writer.ts';

export type OpenOptions =
  | { readonly file: string; readonly migrations: readonly Migration[]; readonly readOnly?: false }
  /** For job threads beside the owner: no writer is started and nothing is migrated. */
  | { readonly file: string; readonly readOnly: true };

/** Opens the file, brings it up to date and starts its writer thread. `close` waits for every write handed over. */
export async function openDatabase<Schema = unknown>(options: OpenOptions): Promise<Database<Schema>> {
  const { file } = options;
  const writer = options.readOnly ? null : await openWriter(file, options.migrations);
  if (!writer && !existsSync(file)) throw new Error(`There is no database at ${file}`);
  const reader = openReader(file);
  const write = (statements: readonly Statement[]): Promise<WriteResult[]> =>
    writer ? writer.write(statements) : Promise.reject(new Error('This database was opened read-only'));
  const kysely = new Kysely<Schema>({ dialect: kyselyDialect({ all: reader.all, write }) });
  return {
    file,
    write,
    all: reader.all,
    get: reader.get,
    kysely,
    close: async () => {
      await kysely.destroy();
      reader.close();
      await writer?.close();
    },
  };
}

async function openWriter(file: string, migrations: readonly Migration[]): Promise<Writer> {
  const connection = openForWriting(file);
  try {
    migrate(connection, migrations);
  } finally {
    connection.close();
  }
  return Writer.open({ file });
}
