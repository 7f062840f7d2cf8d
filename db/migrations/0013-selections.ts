import { type Kysely, sql } from "kysely";

/** 议题推荐: what may be chosen from, by whom, what was chosen, and what came of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [...tables, ...isolation, ...dues]) await sql.raw(statement).execute(db);
}

const tables = [
  `create table selections (
    tenant_id integer not null references tenants,
    id bigint generated always as identity,
    title text not null,
    unit_id bigint not null,
    drafter_id bigint not null,
    conversation_id bigint not null,
    terms jsonb not null,
    purpose text not null,
    state text not null
      check (state in ('draft', 'open', 'closed', 'published', 'cancelled', 'dropped')),
    drafted_at timestamptz not null,
    opened_at timestamptz,
    due_at timestamptz not null,
    closed_at timestamptz,
    published_at timestamptz,
    close_reason text check (close_reason in ('deadline', 'everyone', 'early')),
    extended_reason text,
    reminders_sent integer not null default 0,
    remind_at timestamptz,
    lot_seed text,
    result jsonb,
    primary key (tenant_id, id),
    foreign key (tenant_id, unit_id) references units (tenant_id, id),
    foreign key (tenant_id, drafter_id) references people (tenant_id, id))`,
  `create index selections_due on selections (tenant_id, due_at) where state = 'open'`,
  `create index selections_remind on selections (tenant_id, remind_at) where state = 'open'`,
  `create table selection_options (
    tenant_id integer not null,
    selection_id bigint not null,
    number integer not null,
    position integer not null,
    topic_id bigint,
    label text not null,
    short_label text not null,
    cost bigint,
    primary key (tenant_id, selection_id, number),
    foreign key (tenant_id, selection_id) references selections (tenant_id, id),
    foreign key (tenant_id, topic_id) references topics (tenant_id, id))`,
  // Frozen when it opens: whoever joins or leaves later changes nothing.
  `create table selection_roll (
    tenant_id integer not null,
    selection_id bigint not null,
    person_id bigint not null,
    position integer not null,
    name text not null,
    territories text[] not null,
    sectors text[] not null,
    residence text,
    takes_part boolean not null,
    has_chosen boolean not null default false,
    reminded_at timestamptz,
    primary key (tenant_id, selection_id, person_id),
    foreign key (tenant_id, selection_id) references selections (tenant_id, id),
    foreign key (tenant_id, person_id) references people (tenant_id, id))`,
  // With names, unless it is 无记名: then the choices are in secret_ballots and nothing leads there.
  `create table ballots (
    tenant_id integer not null,
    selection_id bigint not null,
    person_id bigint not null,
    choices jsonb not null,
    cast_at timestamptz not null,
    entered_by bigint,
    channel text,
    reviewed_at timestamptz,
    primary key (tenant_id, selection_id, person_id),
    check ((entered_by is null) = (channel is null)),
    foreign key (tenant_id, selection_id, person_id)
      references selection_roll (tenant_id, selection_id, person_id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  // No person, no time, and an id that says nothing about the order.
  `create table secret_ballots (
    tenant_id integer not null,
    selection_id bigint not null,
    id uuid not null default gen_random_uuid(),
    choices jsonb not null,
    primary key (tenant_id, selection_id, id),
    foreign key (tenant_id, selection_id) references selections (tenant_id, id))`,
  // 线下计票: totals of papers, a line of its own in the tally.
  `create table paper_tallies (
    tenant_id integer not null,
    selection_id bigint not null,
    id bigint generated always as identity,
    occasion text not null,
    papers_out integer not null,
    papers_back integer not null,
    papers_spoiled integer not null,
    votes jsonb not null,
    overseer text not null,
    counter text not null,
    entered_by bigint not null,
    entered_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, selection_id) references selections (tenant_id, id),
    foreign key (tenant_id, entered_by) references people (tenant_id, id))`,
  // The groups it was shown in, which also hear its result.
  `create table selection_places (
    tenant_id integer not null,
    selection_id bigint not null,
    conversation_id bigint not null,
    primary key (tenant_id, selection_id, conversation_id),
    foreign key (tenant_id, selection_id) references selections (tenant_id, id))`,
];

const isolation = [
  "selections",
  "selection_options",
  "selection_roll",
  "ballots",
  "secret_ballots",
  "paper_tallies",
  "selection_places",
].flatMap((table) => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy own_tenant on ${table}
    using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())`,
]);

/** What is due by the tenants' clocks: to be closed, or to be spoken of to those who have not chosen. */
const dues = [
  `create policy claimed_by_jobs on selections for select
    using (current_setting('xiaoxie.claiming', true) = 'on')`,
  `create function due_selections(wall_now timestamptz, batch integer)
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
              or s.remind_at <= wall_now + t.clock_offset_ms * interval '1 millisecond')
          order by 3 limit batch
        ) due
        order by due.at limit batch;
      perform set_config('xiaoxie.claiming', '', true);
    end
    $$`,
];
