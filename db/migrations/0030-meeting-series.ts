import { type Kysely, sql } from "kysely";

/** Who was taken out of a meeting that people know of, and meetings that come again by a rule. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The line stays as a record; whoever is asked again gets the same line back.
  `alter table meeting_people add column removed_at timestamptz`,
  // `rule` is there already (RFC 5545). The days of an interval are counted from the anchor, whose
  // hour is the hour of all; `next_at` is the next meeting and `draft_at` when it is drafted.
  `alter table meeting_series
    add column said text,
    add column anchor timestamptz,
    add column next_at timestamptz,
    add column draft_at timestamptz,
    add column drafter_id bigint,
    add column conversation_id bigint,
    add foreign key (tenant_id, drafter_id) references people (tenant_id, id)`,
  `create index meeting_series_by_draft on meeting_series (tenant_id, draft_at)
    where state = 'open' and draft_at is not null`,
  `create policy claimed_by_jobs on meeting_series for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_meeting_series(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select s.tenant_id, s.id, s.draft_at from meeting_series s
          where s.tenant_id = t.tenant_id and s.state = 'open'
            and s.draft_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by s.draft_at limit batch
        ) due
        order by due.draft_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
