/** Kysely over a Database: selects are answered on this thread, everything else goes through the writer. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  RawNode,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Database, SqlValue } from './database.ts';

type Verbs = Pick<Database, 'all' | 'write'>;

export function kyselyDialect(database: Verbs): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => createDriver(database),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function createDriver(database: Verbs): Driver {
  const connection: DatabaseConnection = {
    executeQuery: (query) => execute(database, query),
    // biome-ignore lint/correctness/useYield: the interface asks for a generator, this one only refuses
    async *streamQuery() {
      throw new Error('Rows are not streamed: read them in pages');
    },
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuseTransaction,
    commitTransaction: refuseTransaction,
    rollbackTransaction: refuseTransaction,
    releaseConnection: async () => {},
    destroy: async () => {},
  };
}

/** A transaction held open across awaits would stop every other writer: a set of statements never does. */
async function refuseTransaction(): Promise<never> {
  throw new Error('Compile the queries and hand them together to Database.write: that is one transaction');
}

async function execute<Row>(database: Verbs, query: CompiledQuery): Promise<QueryResult<Row>> {
  const parameters = query.parameters as readonly SqlValue[];
  if (isRead(query)) return { rows: database.all<Row>(query.sql, parameters) };
  const [result] = await database.write([{ sql: query.sql, parameters }]);
  return {
    rows: result.rows as Row[],
    numAffectedRows: BigInt(result.changes),
    insertId: BigInt(result.lastInsertRowid),
  };
}

function isRead({ query, sql }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || (RawNode.is(query) && /^\s*select\b/i.test(sql));
}
