import { type Kysely, sql } from "kysely";

/** Counting the endorsements of a topic reads the index alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table endorsements drop constraint endorsements_pkey,
    add primary key (tenant_id, topic_id, person_id) include (entered_by)`.execute(db);
}
