import { type Kysely, sql } from "kysely";

/** 不参加推荐 is kept with the person; every place on a roll has a number, so that it has a history. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table people add column takes_part boolean not null default true`,
  `alter table selection_roll add column id bigint generated always as identity`,
  `alter table selection_roll add unique (tenant_id, id)`,
];
