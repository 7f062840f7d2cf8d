import { type Kysely, sql } from "kysely";

/** 征求意见: what is asked about, where it was asked, and what people wrote. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table opinion_calls (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    title text not null,
    unit_id bigint not null,
    drafter_id bigint not null,
    is_named boolean not null,
    state text not null check (state in ('draft', 'open', 'closed', 'announced', 'dropped')),
    due_at timestamptz not null,
    drafted_at timestamptz not null,
    opened_at timestamptz,
    closed_at timestamptz,
    announce_at timestamptz,
    announced_at timestamptz,
    people integer,
    primary key (tenant_id, id),
    check ((state in ('closed', 'announced'))
      = (closed_at is not null and announce_at is not null and people is not null)),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, drafter_id) references people (tenant_id, id))`,
  `create index opinion_calls_due on opinion_calls (tenant_id, due_at) where state = 'open'`,
  `create index opinion_calls_announce on opinion_calls (tenant_id, announce_at)
    where state = 'closed'`,
  // The groups it was asked in, which also hear how many answered.
  `create table opinion_places (
    tenant_id integer not null,
    call_id bigint not null,
    conversation_id bigint not null,
    primary key (tenant_id, call_id, conversation_id),
    foreign key (tenant_id, call_id) references opinion_calls (tenant_id, id))`,
  // 不具名: closing takes the person, the time and the number away and deals the rows anew.
  `create table opinions (
    tenant_id integer not null,
    id uuid not null default gen_random_uuid(),
    call_id bigint not null,
    person_id bigint,
    number integer,
    words text not null,
    given_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, call_id, person_id, number),
    check ((person_id is null) = (number is null)),
    check ((person_id is null) = (given_at is null)),
    foreign key (tenant_id, call_id) references opinion_calls (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  ...["opinion_calls", "opinion_places", "opinions"].flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  `create policy claimed_by_jobs on opinion_calls for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  // What has to be closed, and what was closed in the quiet hours and can be told now.
  `create function due_opinion_calls(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select c.tenant_id, c.id, c.due_at from opinion_calls c
          where c.tenant_id = t.tenant_id
            and ((c.state = 'open'
                and c.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond')
              or (c.state = 'closed'
                and c.announce_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'))
          order by c.due_at limit batch
        ) due
        order by due.due_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
