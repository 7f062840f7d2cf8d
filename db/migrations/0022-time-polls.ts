import { type Kysely, sql } from "kysely";

/** 约时间: the times that were offered, who is asked, and what each of them said. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table time_polls (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    unit_id bigint not null,
    title text not null,
    topic_id bigint,
    form text,
    alias text,
    slots jsonb not null,
    requirements jsonb not null,
    asker_id bigint not null,
    conversation_id bigint,
    state text not null check (state in ('open', 'closed', 'settled', 'cancelled')),
    due_at timestamptz not null,
    remind_at timestamptz,
    told_at timestamptz,
    chosen integer,
    meeting_id bigint,
    created_at timestamptz not null,
    closed_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, asker_id) references people (tenant_id, id),
    foreign key (tenant_id, meeting_id) references meetings (tenant_id, id))`,
  `create index time_polls_open on time_polls (tenant_id, due_at) where state = 'open'`,
  // One line a person; whoever has no account has a name, and is answered for.
  `create table time_poll_people (
    tenant_id integer not null,
    id bigint generated always as identity,
    poll_id bigint not null,
    person_id bigint,
    name text not null,
    organization text,
    category text not null,
    position integer not null,
    answers jsonb not null,
    answered_at timestamptz,
    entered_by bigint,
    primary key (tenant_id, id),
    foreign key (tenant_id, poll_id) references time_polls (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  `create unique index time_poll_people_once on time_poll_people (tenant_id, poll_id, person_id)
    where person_id is not null`,
  `create index time_poll_people_by_poll on time_poll_people (tenant_id, poll_id, position)`,
  `create index time_poll_people_by_person on time_poll_people (tenant_id, person_id)`,
  ...["time_polls", "time_poll_people"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  `create policy claimed_by_jobs on time_polls for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_time_polls(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select p.tenant_id, p.id, least(p.due_at, p.remind_at) as at from time_polls p
          where p.tenant_id = t.tenant_id and p.state = 'open'
            and least(p.due_at, p.remind_at)
              <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by 3 limit batch
        ) due
        order by due.at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
