import { type Kysely, sql } from "kysely";

/** A 议题推荐 is also due when nobody is left to choose: the roll itself tells, nobody has to say so. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index selection_roll_waiting on selection_roll (tenant_id, selection_id)
    where takes_part and not has_chosen`,
  `create policy claimed_by_jobs on selection_roll for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create or replace function due_selections(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select s.tenant_id, s.id, least(s.due_at, s.remind_at) as at from selections s
          where s.tenant_id = t.tenant_id and s.state = 'open'
            and (s.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
              or s.remind_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
              or (exists (select from selection_roll r where r.tenant_id = s.tenant_id
                    and r.selection_id = s.id and r.takes_part)
                and not exists (select from selection_roll r where r.tenant_id = s.tenant_id
                    and r.selection_id = s.id and r.takes_part and not r.has_chosen)))
          order by 3 limit batch
        ) due
        order by due.at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
