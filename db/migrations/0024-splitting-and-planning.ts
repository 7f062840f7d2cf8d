import { type Kysely, sql } from "kysely";

/** A topic that was made of another one knows it; a 议题推荐 may open by itself, or be drafted again and again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...splitting, ...planning, ...pictures, ...opinions, ...dues])
    await sql.raw(statement).execute(db);
}

const splitting = [
  `alter table topics
    add split_from bigint,
    add foreign key (tenant_id, split_from) references topics (tenant_id, id)
      deferrable initially immediate`,
  `create index topics_by_split on topics (tenant_id, split_from) where split_from is not null`,
  `drop index topics_open`,
  `create index topics_open on topics (tenant_id, id desc)
    where status not in ('withdrawn', 'merged', 'split')`,
];

const planning = [
  `alter table selections add opens_at timestamptz`,
  `create index selections_opening on selections (tenant_id, opens_at)
    where state = 'draft' and opens_at is not null`,
  // 定期推荐: the words in which it was asked for, read anew each time.
  `create table selection_series (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    title text not null,
    unit_id bigint not null,
    drafter_id bigint not null,
    conversation_id bigint not null,
    wish jsonb not null,
    rhythm jsonb not null,
    state text not null check (state in ('active', 'ended')),
    next_at timestamptz not null,
    ends_at timestamptz not null,
    made_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, drafter_id) references people (tenant_id, id))`,
  `create index selection_series_due on selection_series (tenant_id, next_at)
    where state = 'active'`,
  `alter table selection_series enable row level security`,
  `alter table selection_series force row level security`,
  `create policy own_tenant on selection_series
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
  `create policy claimed_by_jobs on selection_series for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
];

/** Where the photographs of counted and signed papers are kept. */
const pictures = [
  `create table kept_pictures (
    tenant_id integer not null references tenants,
    kind text not null check (kind in ('tally', 'signature')),
    object_id bigint not null,
    place text not null,
    entered_by bigint not null,
    entered_at timestamptz not null,
    primary key (tenant_id, kind, object_id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  `alter table kept_pictures enable row level security`,
  `alter table kept_pictures force row level security`,
  `create policy own_tenant on kept_pictures
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
];

/** 代录意见: who wrote it down, how they had been told, and when the person confirmed it. */
const opinions = [
  `alter table opinions
    add entered_by bigint,
    add channel text,
    add reviewed_at timestamptz,
    add check ((entered_by is null) = (channel is null)),
    add check (person_id is not null or entered_by is null),
    add foreign key (tenant_id, entered_by) references people (tenant_id, id)`,
];

/** What is due by the tenants' clocks. */
const dues = [
  dueFunction("due_selection_openings", "selections", "opens_at", "state = 'draft'"),
  dueFunction("due_selection_series", "selection_series", "next_at", "state = 'active'"),
];

function dueFunction(name: string, table: string, column: string, condition: string): string {
  return `create function ${name}(wall_now timestamptz, batch integer)
    returns table (tenant_id integer, id bigint) language plpgsql volatile
    as $$
    begin
      perform set_config('xiaoxie.claiming', 'on', true);
      return query
        select due.tenant_id, due.id
        from tenants t
        cross join lateral (
          select s.tenant_id, s.id, s.${column} as at from ${table} s
          where s.tenant_id = t.tenant_id and s.${condition}
            and s.${column} <= wall_now + t.clock_offset_ms * interval '1 millisecond'
          order by s.${column} limit batch
        ) due
        order by due.at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`;
}
