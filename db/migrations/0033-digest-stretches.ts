import { type Kysely, sql } from "kysely";

/** 周报: from when each one counts, so that what happens after its hour is in the next. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table digest_schedules add from_at timestamptz`,
  `alter table digests add from_at timestamptz`,
  // What was said before it was known by whom is news only from then on; null = it was known.
  `alter table topics add known_at timestamptz`,
  `alter table endorsements add known_at timestamptz`,
];
