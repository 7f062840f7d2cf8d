import { createHash } from "node:crypto";

import type { CompiledQuery, QueryResult } from "kysely";
import pg from "pg";

/** A statement with its values, from Kysely's `compile` or written out. */
export type Statement = Pick<CompiledQuery, "sql" | "parameters">;

/** A query made by hand: handed a plain object, the driver would copy it property by property. */
export function execute<R>(client: pg.PoolClient, statement: Statement): Promise<QueryResult<R>> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: pg.QueryResult): void => {
      if (error) reject(error);
      else resolve({ rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) });
    };
    const query = new NamedQuery(statement.sql, [...statement.parameters], done);
    query.name = statementName(statement.sql);
    client.query(query);
  });
}

/** The driver's own class; its types leave out the name and the callback. */
const NamedQuery = pg.Query as unknown as new (
  text: string,
  values: unknown[],
  done: (error: Error | null, result: pg.QueryResult) => void,
) => pg.Submittable & { name: string };

const names = new Map<string, string>();

/** Named statements are parsed and planned once a connection. Query texts are a fixed set. */
function statementName(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `s${createHash("sha1").update(sql).digest("base64url")}`;
    names.set(sql, name);
  }
  return name;
}

const INT8: number = pg.types.builtins.INT8;

/** Our bigints are row numbers and milliseconds, far below 2^53. */
export const types = new pg.TypeOverrides();
types.setTypeParser(INT8, "text", Number);
