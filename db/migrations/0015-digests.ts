import { type Kysely, sql } from "kysely";

/** 周报: when each group wants it, and what was said in which week. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table digest_schedules (
    tenant_id integer not null references tenants,
    conversation_id bigint not null,
    unit_id bigint not null,
    weekday smallint not null check (weekday between 1 and 7),
    minute smallint not null check (minute between 0 and 1439),
    send_at timestamptz not null,
    due_at timestamptz not null,
    set_by bigint not null,
    set_at timestamptz not null,
    primary key (tenant_id, conversation_id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, set_by) references people (tenant_id, id))`,
  `create index digest_schedules_due on digest_schedules (tenant_id, due_at)`,
  `create table digests (
    tenant_id integer not null references tenants,
    conversation_id bigint not null,
    week text not null,
    id bigint generated always as identity,
    unit_id bigint not null,
    state text not null
      check (state in ('previewed', 'held', 'sent', 'empty', 'missed')),
    numbers jsonb not null,
    as_of timestamptz not null,
    planned_at timestamptz not null,
    send_at timestamptz not null,
    sent_at timestamptz,
    primary key (tenant_id, conversation_id, week),
    unique (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id))`,
  ...["digest_schedules", "digests"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  // A week is counted by unit; each topic's endorsements are counted along their own key.
  `create index topics_by_unit on topics (tenant_id, unit_id, proposed_at)`,
  `create policy claimed_by_jobs on digest_schedules for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_digests(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.conversation_id
        from tenants t
        cross join lateral (
          select s.tenant_id, s.conversation_id, s.due_at from digest_schedules s
          where s.tenant_id = t.tenant_id
            and s.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by s.due_at limit batch
        ) due
        order by due.due_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
