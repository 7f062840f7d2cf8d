import { type Kysely, sql } from "kysely";

/** What many units at once need: 周报 of a thousand groups at the same hour. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index units_by_parent on units (tenant_id, parent_id)`,
  `create index digest_schedules_by_unit on digest_schedules (tenant_id, unit_id, send_at)`,
  `create index digests_by_unit on digests (tenant_id, unit_id, week)`,
  `create index selections_by_unit on selections (tenant_id, unit_id, state)`,
  `create index opinion_calls_by_unit on opinion_calls (tenant_id, unit_id, due_at)`,
  `create index collection_rounds_by_unit on collection_rounds (tenant_id, unit_id, due_at)`,
  // While it held the open ones only, the planner took it for the smallest and read all of it to
  // find the publication of one thing.
  `drop index publications_by_drafter`,
  `create index publications_by_drafter on publications (tenant_id, drafter_id)`,
  // One group of each unit stands for all of them: they are counted together.
  `create or replace function due_digests(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.conversation_id
        from tenants t
        cross join lateral (
          select s.tenant_id, min(s.conversation_id) as conversation_id, min(s.due_at) as due_at
          from digest_schedules s
          where s.tenant_id = t.tenant_id
            and s.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          group by s.tenant_id, s.unit_id, s.send_at
          order by 3, 2 limit batch
        ) due
        order by due.due_at, due.conversation_id limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
