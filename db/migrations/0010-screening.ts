import { type Kysely, sql } from "kysely";

/** 征题, 初选 and 共性议题: where a topic came from, what was thought of it, and what became of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...isolation, ...dues]) await sql.raw(statement).execute(db);
}

const tables = [
  `create table collection_rounds (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    unit_id bigint not null,
    title text not null,
    state text not null check (state in ('draft', 'open', 'closed')),
    opened_by bigint not null,
    drafted_at timestamptz not null,
    opened_at timestamptz,
    due_at timestamptz not null,
    screen_by timestamptz not null,
    closed_at timestamptz,
    close_reason text check (close_reason in ('deadline', 'early')),
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, opened_by) references people (tenant_id, id))`,
  // Two at once in one unit would leave a topic between them.
  `create unique index collection_rounds_open on collection_rounds (tenant_id, unit_id)
    where state = 'open'`,
  `create index collection_rounds_due on collection_rounds (tenant_id, due_at)
    where state = 'open'`,
  `alter table topics
    add round_id bigint,
    add parent_topic_id bigint,
    add is_common boolean not null default false,
    add source_actor text,
    add profile text check (profile in ('major', 'minor', 'urgent')),
    add status_reason text,
    add status_place text,
    add status_by bigint,
    add status_at timestamptz,
    add check (source in ('party-government', 'committee', 'member', 'public')),
    add foreign key (tenant_id, round_id) references collection_rounds (tenant_id, id),
    add foreign key (tenant_id, parent_topic_id) references topics (tenant_id, id)
      deferrable initially immediate,
    add foreign key (tenant_id, status_by) references people (tenant_id, id)`,
  `create index topics_by_status on topics (tenant_id, status, year, number)`,
  `create index topics_by_round on topics (tenant_id, round_id) where round_id is not null`,
  `create index topics_by_parent on topics (tenant_id, parent_topic_id)
    where parent_topic_id is not null`,
  // 三所: one score of one person on one axis; whoever says it again replaces it.
  `create table screening_scores (
    tenant_id integer not null,
    topic_id bigint not null,
    axis text not null check (axis in ('need', 'wish', 'ability')),
    person_id bigint not null,
    points integer not null check (points between 0 and 5),
    reason text,
    is_for_others boolean not null,
    scored_at timestamptz not null,
    primary key (tenant_id, topic_id, axis, person_id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
];

const isolation = ["collection_rounds", "screening_scores"].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_tenant on ${table}
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
]);

/** Rounds whose deadline has come by their tenants' clocks. */
const dues = [
  `create policy claimed_by_jobs on collection_rounds for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_rounds(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select r.tenant_id, r.id, r.due_at from collection_rounds r
          where r.tenant_id = t.tenant_id and r.state = 'open'
            and r.due_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by r.due_at limit batch
        ) due
        order by due.due_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
