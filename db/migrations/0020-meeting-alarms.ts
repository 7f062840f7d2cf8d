import { type Kysely, sql } from "kysely";

/** When a meeting has something to say by itself, and whom it has reminded how often. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // At most one of each kind waits; a meeting that is moved has its alarms set anew.
  `create table meeting_alarms (
    tenant_id integer not null,
    id bigint generated always as identity,
    meeting_id bigint not null,
    kind text not null
      check (kind in ('chase', 'chase-again', 'day-before', 'same-day', 'materials',
        'materials-again')),
    at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, meeting_id, kind),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id))`,
  `create index meeting_alarms_by_time on meeting_alarms (tenant_id, at)`,
  `alter table meeting_alarms enable row level security`,
  `alter table meeting_alarms force row level security`,
  `create policy own_tenant on meeting_alarms
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  `create policy claimed_by_jobs on meeting_alarms for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  // How often somebody was asked to answer, and to hand something in: twice is enough.
  `alter table meeting_people add column chased integer not null default 0`,
  `alter table meeting_people add column materials_chased integer not null default 0`,
  `create function due_meeting_alarms(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select a.tenant_id, a.id, a.at from meeting_alarms a
          where a.tenant_id = t.tenant_id
            and a.at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by a.at limit batch
        ) due
        order by due.at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
