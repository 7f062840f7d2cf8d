import { type Kysely, sql } from "kysely";

/** What platforms tell of groups and of connections, besides messages. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Of a group that was disbanded: nothing can be said there any more.
  `alter table conversations add gone_at timestamptz`,
  // When another program last pushed out the one that held a connection.
  `create table passing.kicks (
    account_id integer not null,
    name text not null,
    at timestamptz not null,
    primary key (account_id, name))`,
];
