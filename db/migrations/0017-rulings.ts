import { type Kysely, sql } from "kysely";

/** 审定, and 年度协商计划. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...isolation, ...dues]) await sql.raw(statement).execute(db);
}

const tables = [
  // Through which bodies a topic of this unit goes, in order; none = one is enough, whichever it is.
  `create table ruling_steps (
    tenant_id integer not null,
    unit_id bigint not null,
    position integer not null,
    body text not null,
    primary key (tenant_id, unit_id, position),
    foreign key (tenant_id, unit_id) references units (tenant_id, id))`,
  `create table rulings (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    unit_id bigint not null,
    selection_id bigint,
    body text not null,
    held_on timestamptz not null,
    document text,
    note text,
    step integer not null,
    is_final boolean not null,
    state text not null check (state in ('draft', 'recorded', 'published')),
    drafter_id bigint not null,
    drafted_at timestamptz not null,
    published_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, selection_id) references selections (tenant_id, id),
    foreign key (tenant_id, drafter_id) references people (tenant_id, id))`,
  `create table ruling_items (
    tenant_id integer not null,
    ruling_id bigint not null,
    topic_id bigint not null,
    position integer not null,
    decision text not null check (decision in ('listed', 'reserve', 'deferred', 'referred')),
    reason text,
    place text,
    form text,
    lead text,
    review_at timestamptz,
    reviewed_at timestamptz,
    primary key (tenant_id, ruling_id, topic_id),
    foreign key (tenant_id, ruling_id) references rulings (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id))`,
  `create index ruling_items_review on ruling_items (tenant_id, review_at)
    where reviewed_at is null and review_at is not null`,
  `create index ruling_items_by_topic on ruling_items (tenant_id, topic_id)`,
  `create table plan_items (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    year integer not null,
    number integer not null,
    quarter smallint not null check (quarter between 1 and 4),
    content text not null,
    topic_id bigint,
    form text,
    principle text,
    procedure text,
    lead text,
    is_planned boolean not null,
    ruling_id bigint,
    state text not null check (state in ('open', 'done', 'dropped')),
    remind_at timestamptz,
    reminded_at timestamptz,
    created_at timestamptz not null,
    done_at timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, year, number),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id),
    foreign key (tenant_id, ruling_id) references rulings (tenant_id, id))`,
  `create index plan_items_remind on plan_items (tenant_id, remind_at)
    where state = 'open' and reminded_at is null`,
];

const isolation = ["ruling_steps", "rulings", "ruling_items", "plan_items"].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_tenant on ${table}
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
]);

/** The topics to be looked at again, and the plan items to be prepared, by the tenants' clocks. */
const dues = [
  ...["ruling_items", "plan_items"].map(
    (table) => `create policy claimed_by_jobs on ${table} for select
      using (current_setting('xiaoxie.claiming', true) = 'on')`,
  ),
  `create function due_reviews(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.topic_id
        from tenants t
        cross join lateral (
          select i.tenant_id, i.topic_id, i.review_at from ruling_items i
          where i.tenant_id = t.tenant_id and i.reviewed_at is null
            and i.review_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by i.review_at limit batch
        ) due
        order by due.review_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
  `create function due_plan_items(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select p.tenant_id, p.id, p.remind_at from plan_items p
          where p.tenant_id = t.tenant_id and p.state = 'open' and p.reminded_at is null
            and p.remind_at <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by p.remind_at limit batch
        ) due
        order by due.remind_at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
