import { type Kysely, sql } from "kysely";

/** When somebody was last reminded of a meeting: nobody hears of one twice in a day. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table meeting_people add column reminded_at timestamptz`.execute(db);
}
