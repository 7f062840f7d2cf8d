import { type Kysely, sql } from "kysely";

/** 简称: what cards and reminders call a topic by; null = made of its title. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("alter table topics add short_title text").execute(db);
}
