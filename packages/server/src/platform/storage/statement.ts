import type { Compilable } from 'kysely';
import type { SqlValue, Statement } from './database.ts';

/** A Kysely query as a statement of a write set: `database.write([statement(insert), statement(update)])`. */
export function statement(query: Compilable, options: { readonly mustChange?: boolean } = {}): Statement {
  const { sql, parameters } = query.compile();
  return { sql, parameters: parameters as readonly SqlValue[], ...options };
}
