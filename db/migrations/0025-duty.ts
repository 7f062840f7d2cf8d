import { type Kysely, sql } from "kysely";

/** 接待日: rotas, whose turn it is, leave, 调班, and who came. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tables = [
  "duty_rotas",
  "duty_people",
  "duty_turns",
  "duty_leaves",
  "duty_swaps",
  "duty_visits",
];

const statements = [
  `create table duty_rotas (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    unit_id bigint not null,
    place text not null,
    said text not null,
    rule text not null,
    anchor date not null,
    minute integer not null check (minute between 0 and 1439),
    state text not null check (state in ('active', 'ended')),
    created_by bigint not null,
    created_at timestamptz not null,
    ended_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, created_by) references people (tenant_id, id))`,
  `create table duty_people (
    tenant_id integer not null,
    rota_id bigint not null,
    person_id bigint not null,
    position integer not null,
    primary key (tenant_id, rota_id, person_id),
    foreign key (tenant_id, rota_id) references duty_rotas (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create table duty_turns (
    tenant_id integer not null,
    id bigint generated always as identity,
    rota_id bigint not null,
    day date not null,
    planned_day date not null,
    starts_at timestamptz not null,
    person_id bigint not null,
    state text not null check (state in ('planned', 'cancelled')),
    remind_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, rota_id) references duty_rotas (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create unique index duty_turns_once on duty_turns (tenant_id, rota_id, planned_day)
    where state = 'planned'`,
  `create index duty_turns_by_person on duty_turns (tenant_id, person_id, starts_at)`,
  `create index duty_turns_due on duty_turns (tenant_id, remind_at)
    where state = 'planned' and remind_at is not null`,
  `create table duty_leaves (
    tenant_id integer not null,
    id bigint generated always as identity,
    person_id bigint not null,
    day date not null,
    reason text,
    asked_at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, person_id, day),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  `create table duty_swaps (
    tenant_id integer not null,
    id bigint generated always as identity,
    turn_id bigint not null,
    other_turn_id bigint,
    asker_id bigint not null,
    other_id bigint not null,
    state text not null check (state in ('asked', 'agreed', 'declined', 'void')),
    asked_at timestamptz not null,
    answered_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, turn_id) references duty_turns (tenant_id, id),
    foreign key (tenant_id, other_turn_id) references duty_turns (tenant_id, id),
    foreign key (tenant_id, asker_id) references people (tenant_id, id),
    foreign key (tenant_id, other_id) references people (tenant_id, id))`,
  `create index duty_swaps_by_other on duty_swaps (tenant_id, other_id) where state = 'asked'`,
  `create index duty_swaps_by_turn on duty_swaps (tenant_id, turn_id)`,
  `create table duty_visits (
    tenant_id integer not null,
    id bigint generated always as identity,
    turn_id bigint not null,
    number integer not null,
    visitor text,
    persons integer not null check (persons > 0),
    matter text not null,
    phone bytea,
    received_by bigint not null,
    entered_by bigint not null,
    visited_at timestamptz not null,
    state text not null check (state in ('kept', 'topic', 'passed')),
    topic_id bigint,
    marked_by bigint,
    marked_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, number),
    foreign key (tenant_id, turn_id) references duty_turns (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, received_by) references people (tenant_id, id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id),
    foreign key (tenant_id, marked_by) references people (tenant_id, id))`,
  `create index duty_visits_by_turn on duty_visits (tenant_id, turn_id)`,
  `create index duty_visits_by_topic on duty_visits (tenant_id, topic_id)
    where topic_id is not null`,
  ...tables.flatMap((table) => [
    `alter table ${table} enable row level security`,
    `alter table ${table} force row level security`,
    `create policy own_tenant on ${table}
      using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  ]),
  `create policy claimed_by_jobs on duty_turns for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_duty_turns(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select d.tenant_id, d.id, d.remind_at from duty_turns d
          where d.tenant_id = t.tenant_id and d.state = 'planned'
            and d.remind_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by d.remind_at limit batch
        ) due
        order by due.remind_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
