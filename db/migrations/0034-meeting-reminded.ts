import { type Kysely, sql } from "kysely";

/** When somebody was last reminded of a meeting, and the morning after it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Nobody hears of one meeting twice in a day.
  `alter table meeting_people add column reminded_at timestamptz`,
  `alter table meeting_alarms drop constraint meeting_alarms_kind_check`,
  `alter table meeting_alarms add constraint meeting_alarms_kind_check
    check (kind in ('chase', 'chase-again', 'day-before', 'same-day', 'materials',
      'materials-again', 'after'))`,
];
